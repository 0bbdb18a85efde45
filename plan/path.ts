import type { CallRequest } from './call.ts';

/**
 * Names of steps, calls, activities, child executions and parks: built and read here and nowhere else.
 *
 * | what                  | form                                                                |
 * | --------------------- | ------------------------------------------------------------------- |
 * | step                  | `step`, `step[3]`, `step[2][3]`: iterations, the outermost first     |
 * | one tool of `tools:`  | `step.tool`, `step[3].tool`                                          |
 * | a fallback's call     | `step~fallback`, `step[3]~fallback`                                  |
 * | inside a child        | `child/step`, `child[2]/grandchild/step.tool`                        |
 * | activity id           | path, then `~undo` or `~probe`, then `@epoch` above 0                |
 * | child execution's id  | `<parent's id>~<path>@<epoch>`, with `@0` too                        |
 * | recovery's id         | `<execution's id>~recovery/<id of the run that was terminated>`      |
 * | park id               | `<key root>#<count>@<time>/<path, ~undo on the way back, @epoch>`    |
 *
 * Names of steps are `[a-z][a-z0-9_]*`, so what follows them is certain. A tool's name may hold anything but spaces; the language takes no
 * name in `tools:` that ends like a suffix (`CALL_SUFFIX`). An execution's id may hold anything: ids are read relative to it.
 */
export interface StepPath {
  /** Paths of the child executions around it, the outermost first. */
  children: string[];
  name: string;
  /** Iterations of the groups around the step, then its own; the outermost first. */
  iterations: number[];
  /** The tool, for a call of a `tools:` step. */
  tool: string | null;
  /** The call that stands in for the step's own. */
  isFallback: boolean;
}

/** What one call does: the step's own work, its undoing, or the question whether it happened. */
export type Direction = CallRequest['direction'];

/** `step[2][3]`. Also used for a step as a whole, with the iterations around it only. */
export function stepPath(name: string, iterations: readonly number[]): string {
  let path = name;
  for (const index of iterations) path = iterationPath(path, index);
  return path;
}

/** One iteration of a step that is known as a whole by `step`. */
export function iterationPath(step: string, index: number): string {
  return `${step}[${index}]`;
}

/** One tool's call of a `tools:` step, or of one iteration of it. */
export function toolPath(step: string, tool: string): string {
  return `${step}.${tool}`;
}

const FALLBACK = '~fallback';

/** The call that is made instead when the one at `path` did nothing. */
export function fallbackOf(path: string): string {
  return `${path}${FALLBACK}`;
}

export function isFallback(path: string): boolean {
  return path.endsWith(FALLBACK);
}

/** The path that a fallback's call stands in for; any other path as it is. */
export function withoutFallback(path: string): string {
  return isFallback(path) ? path.slice(0, -FALLBACK.length) : path;
}

/** What a completed child's own path is called in the histories of those around it. `child` is the child's path there. */
export function insideChild(child: string, path: string): string {
  return `${child}/${path}`;
}

/** The inverse of `parsePath`. */
export function formatPath({ children, name, iterations, tool, isFallback: isInstead }: StepPath): string {
  const step = stepPath(name, iterations);
  const call = tool === null ? step : toolPath(step, tool);
  return [...children, isInstead ? fallbackOf(call) : call].join('/');
}

/** Null for what is no path: an empty text, or one that does not begin with a name. */
export function parsePath(path: string): StepPath | null {
  const children: string[] = [];
  let rest = path;
  for (let around = CHILD.exec(rest); around !== null; around = CHILD.exec(rest)) {
    children.push(around[1] ?? '');
    rest = rest.slice(around[0].length);
  }
  const [, name, indexes = '', call = ''] = STEP.exec(rest) ?? [];
  if (name === undefined) return null;
  const own = withoutFallback(call);
  const iterations = [...indexes.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  return { children, name, iterations, tool: own === '' ? null : own.slice(1), isFallback: own !== call };
}

/** A tool's name may hold a slash; before the first dot there is none but those of children. */
const CHILD = /^([^[\]./~@]+(?:\[\d+\])*)\//;
const STEP = /^([^[\]./~@]+)((?:\[\d+\])*)((?:\..+?)?(?:~fallback)?)$/s;

/** The step that a path belongs to, without iterations, tool and fallback; what is no path is its own name. */
export function stepNameOf(path: string): string {
  return parsePath(path)?.name ?? path;
}

/** The path with no iterations, so the same for all of them: `each[3].tool` is one of `each.tool`. Iterations of children stay. */
export function patternOf(path: string): string {
  const parsed = parsePath(path);
  return parsed === null || parsed.iterations.length === 0 ? path : formatPath({ ...parsed, iterations: [] });
}

/** Whether a call is one of the step at that path (or of the iteration): its own, one of its tools', its fallback's. */
export function isCallOf(step: string, call: string): boolean {
  return call === step || call.startsWith(`${step}.`) || call.startsWith(`${step}~`);
}

/** One call by the names that it has in Temporal. */
export interface CallName {
  path: string;
  direction: Direction;
  epoch: number;
}

const SUFFIX: Record<Direction, string> = { forward: '', compensation: '~undo', probe: '~probe' };

/** Activity id of a call: unique among pending activities and readable in the Temporal UI. */
export function activityId({ path, direction, epoch }: CallName): string {
  return `${path}${SUFFIX[direction]}${epoch > 0 ? `@${epoch}` : ''}`;
}

/** The inverse of `activityId`, for readers of histories. */
export function parseActivityId(id: string): CallName {
  const [, path = id, suffix = '', epoch = '0'] = /^(.*?)(~undo|~probe)?(?:@(\d+))?$/s.exec(id) ?? [];
  const direction = suffix === '' ? 'forward' : suffix === SUFFIX.probe ? 'probe' : 'compensation';
  return { path, direction, epoch: Number(epoch) };
}

/**
 * What may follow a path, as the source of a regular expression. A tool whose name ends like that could not be told from another's call in
 * a `tools:` step: the language refuses the name there.
 */
export const CALL_SUFFIX = String.raw`(?:~undo|~probe|~fallback|@\d+)`;

/** Workflow id of the child that the step at that path starts (S9). */
export function childId(parentId: string, path: string, epoch: number): string {
  return `${parentId}~${path}@${epoch}`;
}

/** Of which step of that parent a child is, and under which epoch; null for an id that this parent never gives. */
export function pathOfChild(parentId: string, id: string): { path: string; epoch: number } | null {
  if (!id.startsWith(`${parentId}~`)) return null;
  const [, path, epoch] = /^([^~@]+)@(\d+)$/s.exec(id.slice(parentId.length + 1)) ?? [];
  return path === undefined ? null : { path, epoch: Number(epoch) };
}

/**
 * Workflow id of the execution that undoes what a terminated run left behind (S33). Earlier versions took the id of the execution's first
 * run, whichever was terminated: such recoveries are still found.
 */
export function recoveryId(workflowId: string, runId: string): string {
  return `${workflowId}${RECOVERY}${runId}`;
}

export function isRecoveryOf(workflowId: string, id: string): boolean {
  return id.startsWith(recoveryId(workflowId, ''));
}

/** The execution that a recovery was started for: another recovery, where that one was terminated; null for an id that is none. */
export function recoveredBy(id: string): { workflowId: string; runId: string } | null {
  const at = id.lastIndexOf(RECOVERY);
  return at === -1 ? null : { workflowId: id.slice(0, at), runId: id.slice(at + RECOVERY.length) };
}

const RECOVERY = '~recovery/';

/** A park by what is in its id. */
export interface ParkName {
  keyRoot: string;
  /** Of all parks of the execution, this one; from 1. */
  count: number;
  /** Milliseconds since the epoch. */
  at: number;
  /** What it is about. */
  path: string;
  direction: 'forward' | 'compensation';
  epoch: number;
}

/**
 * The first run's id and a count, so that it names one park of one execution; the time, so that a reset makes another id of what comes
 * after its point, but not of the copied history; and what it is about, so that a decision can be read in the history alone.
 */
export function parkId({ keyRoot, count, at, path, direction, epoch }: ParkName): string {
  return `${keyRoot}#${count}@${at.toString(36)}/${path}${SUFFIX[direction]}@${epoch}`;
}

/** The inverse of `parkId`; null for a text that is none. */
export function parseParkId(id: string): ParkName | null {
  const [, keyRoot, count, at, about] = /^([^#]+)#(\d+)@([0-9a-z]+)\/(.+@\d+)$/s.exec(id) ?? [];
  if (keyRoot === undefined || at === undefined || about === undefined) return null;
  const { path, direction, epoch } = parseActivityId(about);
  if (direction === 'probe') return null;
  return { keyRoot, count: Number(count), at: Number.parseInt(at, 36), path, direction, epoch };
}
