import { z } from 'zod';
import { orchestrationSyntax } from '../syntax/language.ts';
import { json } from '../syntax/language/scalars.ts';
import { serversByName, serversInList } from './server-syntax.ts';

/** One block at the top of `platform.yaml`. */
interface PlatformBlock {
  /** Its shape. A block in force has a schema that makes every default explicit. */
  schema: z.ZodType;
  /** The room that does what the block says. Null: recognised, so that it can be written, and reported as not in force yet. */
  obeyedBy: string | null;
  /** What it is for: a row of the table in docs/platform.md, and the description in the JSON Schema. */
  says: string;
}

const anything = z.record(z.string(), json, { error: 'a mapping' });

/**
 * Every block, in the order of docs/platform.md. What reports a block as not in force yet (rules/not-yet-in-force.ts), the list of
 * `sagaflow doctor`, `Platform.policies` and the docs are made from this table. To put a block in force: give it a schema and the
 * room here, and obey it there; it arrives as `Platform.policies.<block>`.
 */
export const PLATFORM_BLOCKS = {
  mcpServers: { schema: serversByName, obeyedBy: 'federation', says: 'The servers, by name.' },
  servers: { schema: serversInList, obeyedBy: 'federation', says: 'The servers, as a list.' },
  orchestration: { schema: orchestrationSyntax, obeyedBy: 'compiler', says: 'Defaults for all definitions.' },
  federation_config: recognised("Policies that hold for all business units, and each unit's own gateway."),
  event_driven_config: recognised('The bus on which events come and go, and its topics.'),
  zero_trust_config: recognised('How networks are separated, and who proves to whom who he is.'),
  progressive_auth: recognised('Authentication levels, and what each of them needs.'),
  data_routing: recognised('Which servers may see data of which classification.'),
  circuit_breaker_config: recognised('When a failing server is left alone, and for how long.'),
  bulkhead_config: recognised('How much of the resources each group of servers may use.'),
  health_monitoring: recognised('How and how often the health of servers is asked.'),
  caching_strategy: recognised('Layers of caches, and how long they keep what.'),
  connection_pooling: recognised('How many connections to a server are kept open.'),
  batch_processing: recognised('How many items are sent together, and when.'),
  tracing_config: recognised('Where traces are sent, and how many of them.'),
  metrics_config: recognised('Metrics of your own.'),
  logging_config: recognised('What is written to the log, in which form.'),
  integration_tests: recognised('Environments and scenarios for tests across servers.'),
  chaos_experiments: recognised('Faults that are injected on purpose, and what should happen then.'),
} as const satisfies Record<string, PlatformBlock>;

type Blocks = typeof PLATFORM_BLOCKS;
export type BlockName = keyof Blocks;

/** A block that can be written, and that nothing obeys yet. */
function recognised(says: string): { schema: typeof anything; obeyedBy: null; says: string } {
  return { schema: anything, obeyedBy: null, says };
}

export const BLOCK_NAMES = Object.keys(PLATFORM_BLOCKS) as BlockName[];

export function isInForce(name: BlockName): boolean {
  return PLATFORM_BLOCKS[name].obeyedBy !== null;
}

/** These have members of their own in `Platform`. */
type OwnMember = 'mcpServers' | 'servers' | 'orchestration';
const OWN_MEMBERS: ReadonlySet<BlockName> = new Set<OwnMember>(['mcpServers', 'servers', 'orchestration']);

type PolicyName = {
  [Name in Exclude<BlockName, OwnMember>]: Blocks[Name]['obeyedBy'] extends null ? never : Name;
}[Exclude<BlockName, OwnMember>];

/** The other blocks that are in force, each as its schema gives it; absent when the file does not have it. */
export type PlatformPolicies = { [Name in PolicyName]?: z.infer<Blocks[Name]['schema']> };

export function policiesOf(file: Partial<Record<BlockName, unknown>>): PlatformPolicies {
  const names = BLOCK_NAMES.filter((name) => isInForce(name) && !OWN_MEMBERS.has(name));
  return Object.fromEntries(names.filter((name) => file[name] !== undefined).map((name) => [name, file[name]]));
}

type Shape = { [Name in BlockName]: z.ZodOptional<Blocks[Name]['schema']> };

/** The keys of the file's schema. */
export const blockShape = Object.fromEntries(
  BLOCK_NAMES.map((name) => {
    const { schema, says }: PlatformBlock = PLATFORM_BLOCKS[name];
    return [name, schema.optional().describe(isInForce(name) ? says : `${says} Not in force yet.`)];
  }),
) as unknown as Shape;
