import { Command } from 'commander';
import { runCli } from '../../cli/program.ts';
import { testContext } from '../cli/support/test-context.ts';

/** What the command line says to these words instead of obeying them: null when it would have begun, else its complaint. */
export async function complaintAbout(words: readonly string[]): Promise<string | null> {
  return withoutActions(async () => {
    const { context, stderr } = testContext();
    const code = await runCli(words, context);
    return code === 0 ? null : stderr.text().trim();
  });
}

/** `explain`, `keys new`, … with the long names of their options, in the order of the program. */
export async function commandsOfSagaflow(): Promise<ReadonlyMap<string, string[]>> {
  const found = new Map<string, string[]>();
  await withoutActions(
    () => runCli([], testContext().context),
    (command) => {
      const names: string[] = [];
      for (let at = command; at.parent !== null; at = at.parent) names.unshift(at.name());
      found.set(
        names.join(' '),
        command.options.map(({ long }) => long ?? ''),
      );
    },
  );
  return found;
}

/** The program reads its words as always, but no command does anything: what it would do is replaced where commander is told of it. */
async function withoutActions<T>(work: () => Promise<T>, onCommand?: (command: Command) => void): Promise<T> {
  const { prototype } = Command;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its command below
  const { action } = prototype;
  prototype.action = function (this: Command) {
    onCommand?.(this);
    return action.call(this, () => undefined);
  };
  try {
    return await work();
  } finally {
    prototype.action = action;
  }
}
