import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { makeApiKey } from '../../../api/identity/api-key.ts';
import { isPrincipal, isScope, isTenant } from '../../../api/identity/grants.ts';
import type { KeyEntry } from '../../../api/identity/key-file.ts';
import { addKey, readKeys } from '../../../api/identity/key-store.ts';
import { parseDuration } from '../../../compiler/syntax/duration.ts';
import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { CommandError, sayJson, sayLine } from '../../../mains/context.ts';
import type { Context, Output } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import { table } from '../../render/table.ts';

type End = (exitCode: number) => void;

export const addKeys: AddCommand = (program, context, end) => {
  const keys = program
    .command('keys')
    .summary('make and list API keys')
    .description('Makes and lists the API keys that "sagaflow api" takes (SAGAFLOW_API_KEYS_FILE).')
    .addHelpText(
      'after',
      examples(
        "sagaflow keys new back-office --scope 'definition:*:start' --file keys.json",
        'sagaflow keys list --file keys.json',
      ),
    );
  addNew(keys, context, end);
  addList(keys, context, end);
  return keys;
};

interface NewOptions {
  scope: string[];
  tenant?: string;
  expires?: number;
  file?: string;
  json?: true;
}

function addNew(keys: Command, context: Context, end: End): void {
  keys
    .command('new')
    .summary('make a key')
    .description(
      'Prints a new key on stdout, this one time. The key file gets only its hash; without --file the entry for it is printed on stderr.',
    )
    .argument('<principal>', 'whose key it is; histories keep this name', principal)
    .requiredOption(
      '--scope <scope>',
      'definition:<name>:start, definition:<name>:read, definition:<name>:data, decide, admin; may be repeated',
      scope,
    )
    .option('--tenant <name>', 'the tenant whose executions exist for it', tenant)
    .option('--expires <duration>', 'for example 90d; without it the key never expires', lifetime)
    .option('--file <path>', 'the key file: made if it is not there, readable for its owner only')
    .option('--json', 'one JSON document on stdout: the key and its entry')
    .addHelpText(
      'after',
      examples(
        "sagaflow keys new back-office --scope 'definition:*:start' --tenant acme --expires 90d --file keys.json",
        'sagaflow keys new ops --scope decide --scope definition:order_processing_saga:read --file keys.json',
      ),
    )
    .action(async (name: string, options: NewOptions) => {
      await makeKey(context, name, options);
      end(EXIT.completed);
    });
}

async function makeKey(context: Context, name: string, options: NewOptions): Promise<void> {
  const { stdout, stderr, cwd, startedAt } = context;
  const { id, text, hash } = makeApiKey(randomBytes);
  const entry: KeyEntry = {
    id,
    hash,
    principal: name,
    tenant: options.tenant,
    scopes: [...new Set(options.scope)],
    expires: options.expires === undefined ? undefined : new Date(startedAt + options.expires).toISOString(),
  };
  // The file is written before the key is printed: a printed key that no file knows would be refused everywhere.
  if (options.file !== undefined) refuseProblem(await addKey(resolve(cwd, options.file), options.file, entry));
  if (options.json) {
    sayJson(stdout, { key: text, entry });
    return;
  }
  sayLine(stdout, text);
  if (options.file === undefined) sayLine(stderr, stringifyJson(entry, 2));
  else sayLine(stderr, `${options.file} has key ${id} of ${name}. The key itself is shown this one time.`);
}

interface ListOptions {
  file?: string;
  json?: true;
}

function addList(keys: Command, context: Context, end: End): void {
  keys
    .command('list')
    .summary('list the keys of a file')
    .description('Lists the keys of a key file. To take one back, take its entry out of the file.')
    .option('--file <path>', 'the key file. Default: SAGAFLOW_API_KEYS_FILE')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', examples('sagaflow keys list --file keys.json'))
    .action(async ({ file, json }: ListOptions) => {
      const name = file ?? (context.environment['SAGAFLOW_API_KEYS_FILE'] || undefined);
      if (name === undefined) throw new CommandError(EXIT.error, 'Say which file: --file keys.json');
      const result = await readKeys(resolve(context.cwd, name), name);
      if (result.kind === 'problem') throw new CommandError(EXIT.invalid, result.sentence);
      if (json) sayJson(context.stdout, { keys: result.entries.map(({ hash: _hash, ...entry }) => entry) });
      else print(context.stdout, result.entries, context.startedAt);
      end(EXIT.completed);
    });
}

function print(output: Output, entries: readonly KeyEntry[], nowMs: number): void {
  if (entries.length === 0) {
    sayLine(output, 'There are none.');
    return;
  }
  const head = ['id', 'principal', 'tenant', 'expires', 'scopes'];
  const rows = entries.map(({ id, principal: name, tenant: of = 'default', expires, scopes }) => {
    const hasExpired = expires !== undefined && Date.parse(expires) <= nowMs;
    return [id, name, of, hasExpired ? `${expires} (expired)` : (expires ?? 'never'), scopes.join(' ')];
  });
  for (const line of table([head, ...rows], (cell, _column, row) => (row === head ? output.colours.dim(cell) : cell))) {
    sayLine(output, line);
  }
}

function refuseProblem(problem: string | null): void {
  if (problem !== null) throw new CommandError(EXIT.invalid, problem);
}

function principal(value: string): string {
  if (!isPrincipal(value)) throw new InvalidArgumentError('It is a name of 1 to 256 visible characters.');
  return value;
}

function scope(value: string, others: readonly string[] = []): string[] {
  if (isScope(value)) return [...others, value];
  throw new InvalidArgumentError(
    'It is definition:<name>:start, definition:<name>:read, definition:<name>:data (* for every definition), decide or admin.',
  );
}

function tenant(value: string): string {
  if (!isTenant(value)) throw new InvalidArgumentError('It has 1 to 64 letters, digits, "_", "." and "-".');
  return value;
}

function lifetime(value: string): number {
  const ms = parseDuration(value);
  if (ms === null) throw new InvalidArgumentError('It is a duration like 12h or 90d, at most 3650d.');
  return ms;
}
