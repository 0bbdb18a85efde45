/** So many in a row are told one by one. */
const mostInARow = 10;
const rowMs = 60_000;

/** Passes on what may come a hundred thousand times: in each minute the first ones, and then how many there were. `now` gives milliseconds. */
export function limitNotices(tell: (message: string) => void, now: () => number): (message: string) => void {
  let since = -Infinity;
  let count = 0;
  return (message) => {
    if (now() - since >= rowMs) {
      const untold = count - mostInARow;
      since = now();
      count = 0;
      if (untold > 0) tell(`${untold} more notices were not told.`);
    }
    count += 1;
    if (count <= mostInARow) tell(message);
    if (count === mostInARow) tell('More notices of this minute are counted, and not told.');
  };
}
