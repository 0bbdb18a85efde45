import { Command, CommanderError } from 'commander';
import type { AddCommand } from './command.ts';
import { addApi } from './commands/processes/api.ts';
import { addApprove, addReject } from './commands/operators/answer.ts';
import { addApply } from './commands/operators/apply.ts';
import { addCancel } from './commands/operators/cancel.ts';
import { addDecide } from './commands/operators/decide.ts';
import { addDemo } from './commands/processes/demo.ts';
import { addDev } from './commands/processes/dev.ts';
import { addDoctor } from './commands/authors/doctor.ts';
import { addExplain } from './commands/authors/explain.ts';
import { addGraph } from './commands/authors/graph.ts';
import { addKeys } from './commands/operators/keys.ts';
import { addList } from './commands/operators/list.ts';
import { addLock } from './commands/authors/lock.ts';
import { addMcp } from './commands/processes/mcp.ts';
import { addRun } from './commands/operators/run.ts';
import { addSchema } from './commands/authors/schema.ts';
import { addSchedules } from './commands/operators/schedules.ts';
import { addShow } from './commands/operators/show.ts';
import { addSignal } from './commands/operators/signal.ts';
import { addStart } from './commands/operators/start.ts';
import { addValidate } from './commands/authors/validate.ts';
import { addWorker } from './commands/processes/worker.ts';
import type { Context } from '../mains/context.ts';
import { EXIT } from '../mains/exit-codes.ts';
import { reportError } from './report-error.ts';

/** In the order in which a newcomer needs them. */
const COMMANDS: readonly AddCommand[] = [
  addDemo,
  addDev,
  addValidate,
  addExplain,
  addGraph,
  addLock,
  addSchema,
  addDoctor,
  addRun,
  addStart,
  addList,
  addShow,
  addApprove,
  addReject,
  addDecide,
  addSignal,
  addCancel,
  addApply,
  addSchedules,
  addWorker,
  addApi,
  addMcp,
  addKeys,
];

/** Runs one command line (without the program's own name) and gives its exit code. Never throws. */
export async function runCli(args: readonly string[], context: Context): Promise<number> {
  let code: number = EXIT.completed;
  const program = createProgram(context);
  for (const add of COMMANDS) {
    const command = add(program, context, (ended) => {
      code = ended;
    });
    command.showHelpAfterError(`(sagaflow ${command.name()} --help shows how it is used)`);
  }
  try {
    if (args.length === 0) {
      program.outputHelp();
      return EXIT.completed;
    }
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    // Commander has already said what it did not understand.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.completed : EXIT.error;
    return reportError(context, error);
  }
}

function createProgram(context: Context): Command {
  return new Command('sagaflow')
    .description(
      'YAML definitions that run as durable workflows: every step an MCP tool call, every saga undone when it fails.',
    )
    .version(context.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showSuggestionAfterError()
    .addHelpText('after', `\n${EXIT_CODES}`);
}

const EXIT_CODES = `Exit codes:
  0 completed · 1 usage or internal error · 2 invalid definition, platform or input
  3 execution failed, everything due was undone · 4 parked, or partly undone · 5 Temporal or a needed server unreachable`;
