import type { Command } from 'commander';

/** What `start` and `run` take. */
export function addStartOptions(command: Command): Command {
  return command
    .argument('<name>', 'name of a definition')
    .option('--input <json>', 'business input: JSON, @file, or - for stdin', '{}')
    .option('--id <id>', "the execution's id; default: the definition's execution_id, else a random one")
    .option('--after <runId>', 'the run that was looked at, when the last one was terminated or only partly undone');
}
