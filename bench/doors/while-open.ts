/** Works with what was started, and stops it also when the work failed. */
export async function whileOpen<Opened extends { stop(): Promise<void> }, Result>(
  opened: Opened,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(opened);
  } finally {
    await opened.stop();
  }
}
