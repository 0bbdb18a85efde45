import { commandLineCaller } from '../../api/operations/caller.ts';
import type { Operations } from '../../api/operations/operations.ts';
import type { ExecutionChange } from '../../api/operations/ports.ts';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import type { ExecutionView } from '../../plan/view.ts';
import type { Project } from '../../project/project.ts';
import { CommandError, sayLine } from '../../mains/context.ts';
import type { Context } from '../../mains/context.ts';
import { EXIT } from '../../mains/exit-codes.ts';
import { followToEnd, liveLines } from '../follow.ts';
import { findCompiled } from '../find-compiled.ts';
import { printEnding } from '../render/ending.ts';
import { netEffect } from './journals.ts';
import type { NetEffect } from './journals.ts';
import type { Scene } from './scenes.ts';

export interface Play {
  scene: Scene;
  number: number;
  project: Project;
  operations: Operations;
  journals: string;
  /** The first time a step has ended, and every time after. */
  onStep(): void;
}

/** Starts one scene, shows it live, and what the servers' journals say of it; null when the user stopped it. */
export async function playScene(context: Context, play: Play): Promise<ExecutionView | null> {
  const { stdout, signal } = context;
  const { scene, operations, journals } = play;
  printTitle(context, play);
  const caller = commandLineCaller(null);
  const { definition, ends } = scene;
  const started = await operations.start(caller, { definition, id: scene.id, input: scene.input });
  const { id, runId } = started.view;
  const lines = liveLines(stdout);
  const onChange = (change: ExecutionChange): void => {
    if (change.event.type === 'step_completed') play.onStep();
    lines.onChange(change);
  };
  const view = await followToEnd({ operations, caller, id, runId, signal, onChange });
  lines.end();
  if (view === null) return null;
  printEnding(stdout, view);
  printNetEffect(context, await netEffect(journals, id));
  const ending = view.status === 'completed' ? 'completed' : (view.failure?.type ?? view.status);
  if (ending !== ends) {
    throw new CommandError(EXIT.error, `"${definition}" should have ended with ${ends}, but ended with ${ending}.`);
  }
  return view;
}

function printTitle(context: Context, { scene, number, project }: Play): void {
  const { stdout } = context;
  const { bold, dim, cyan } = stdout.colours;
  const { file, plan } = findCompiled(context, project, scene.definition);
  const text = project.definitions.find((definition) => definition.file === file)?.text ?? '';
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '').length;
  const yaml = `${file}, ${String(lines)} lines of YAML for ${String(plan.steps.length)} steps`;
  sayLine(stdout);
  sayLine(stdout, bold(cyan(`${String(number)}  ${scene.title}`)));
  sayLine(stdout, dim(`   ${yaml}`));
  sayLine(stdout, dim(`   input ${stringifyJson(scene.input)}`));
}

function printNetEffect(context: Context, { applied, undone, inForce }: NetEffect): void {
  const { stdout } = context;
  const { dim } = stdout.colours;
  const left = inForce.length === 0 ? 'nothing left behind' : `${String(inForce.length)} in force`;
  const counts = `${String(applied)} effect${applied === 1 ? '' : 's'} applied, ${String(undone)} undone: ${left}`;
  sayLine(stdout, `The servers' own journals: ${counts}`);
  for (const effect of inForce) sayLine(stdout, dim(`  ${effect}`));
}
