import { randomUUID } from 'node:crypto';
import type { ExecutionChange, Executions } from '../../api/operations/ports.ts';
import { localCaller } from '../../api/operations/caller.ts';
import { startExecution } from '../../api/operations/start.ts';
import type { ExecutionView } from '../../plan/view.ts';
import type { Project } from '../../project/project.ts';
import { CommandError, sayLine } from '../../mains/context.ts';
import type { Context } from '../../mains/context.ts';
import { EXIT } from '../../mains/exit-codes.ts';
import { followToEnd, liveLines } from '../follow.ts';
import { findCompiled } from '../../mains/open-project.ts';
import { printEnding } from '../render/ending.ts';
import { definitionsOf } from '../start-definition.ts';
import { netEffect } from './journals.ts';
import type { NetEffect } from './journals.ts';
import type { Scene } from './scenes.ts';

export interface Play {
  scene: Scene;
  number: number;
  project: Project;
  executions: Executions;
  journals: string;
  /** The first time a step has ended, and every time after. */
  onStep(): void;
}

/** Starts one scene, shows it live, and what the servers' journals say of it; null when the user stopped it. */
export async function playScene(context: Context, play: Play): Promise<ExecutionView | null> {
  const { stdout, signal } = context;
  const { scene, executions, project, journals } = play;
  printTitle(context, play);
  const deps = { definitions: definitionsOf(project), executions, randomId: randomUUID };
  const { definition, id, input, ends } = scene;
  const started = await startExecution(deps, localCaller(null), { definition, id, input });
  const lines = liveLines(stdout);
  const onChange = (change: ExecutionChange): void => {
    if (change.event.type === 'step_completed') play.onStep();
    lines.onChange(change);
  };
  const view = await followToEnd({ executions, id: started.id, runId: started.runId, signal, onChange });
  lines.end();
  if (view === null) return null;
  printEnding(stdout, view);
  printNetEffect(context, await netEffect(journals, started.id));
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
  sayLine(stdout, dim(`   input ${JSON.stringify(scene.input)}`));
}

function printNetEffect(context: Context, { applied, undone, inForce }: NetEffect): void {
  const { stdout } = context;
  const { dim } = stdout.colours;
  const left = inForce.length === 0 ? 'nothing left behind' : `${String(inForce.length)} in force`;
  const counts = `${String(applied)} effect${applied === 1 ? '' : 's'} applied, ${String(undone)} undone: ${left}`;
  sayLine(stdout, `The servers' own journals: ${counts}`);
  for (const effect of inForce) sayLine(stdout, dim(`  ${effect}`));
}
