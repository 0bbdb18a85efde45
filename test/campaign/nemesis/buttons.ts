import { pause, persist } from '../operate/persist.ts';
import type { World } from '../processes/open-world.ts';
import { siteOf, type Call } from '../proxy/call.ts';
import type { Random } from '../random.ts';

/** Temporal's own buttons for one call of an execution, or for its workflow. */
export type ButtonKind = 'foreign_result' | 'foreign_failure' | 'activity_buttons' | 'workflow_pause';

type Press = (world: World, call: Call, activityId: string, random: Random) => Promise<void>;

const BUTTONS: Record<ButtonKind, Press> = {
  foreign_result: completeByHand,
  foreign_failure: failByHand,
  activity_buttons: pressAround,
  workflow_pause: pauseWorkflow,
};

/** Presses one while the call is held; says in words what came of it, `taken` when it was pressed. */
export async function press(world: World, kind: ButtonKind, call: Call, random: Random): Promise<string> {
  const activityId = await activityOf(world, call);
  if (activityId === null) return 'the call is not pending any more';
  return BUTTONS[kind](world, call, activityId, random).then(
    () => 'taken',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

async function activityOf({ client }: World, { execution, site, direction }: Call): Promise<string | null> {
  const { raw } = await persist(() => client.workflow.getHandle(execution).describe());
  const ids = (raw.pendingActivities ?? []).map(({ activityId }) => activityId ?? '');
  const mark = { forward: '', compensation: '~undo', probe: '~probe' }[direction];
  return ids.find((id) => siteOf(id.replace(/@\d+$/, '')) === `${site}${mark}`) ?? null;
}

/** What people type who want to get on: `null`, or the first word that comes to mind. */
const RESULTS = ['null', '"hello"'];

async function completeByHand({ client }: World, { execution }: Call, activityId: string, random: Random) {
  const metadata = { encoding: new TextEncoder().encode('json/plain') };
  const payloads = [{ metadata, data: new TextEncoder().encode(random.pick(RESULTS)) }];
  const place = { namespace: client.options.namespace, workflowId: execution, activityId, identity: 'campaign' };
  await persist(() =>
    client.workflowService.respondActivityTaskCompletedById({ ...place, result: { payloads }, runId: '' }),
  );
}

async function failByHand({ client }: World, { execution }: Call, activityId: string) {
  const place = { namespace: client.options.namespace, workflowId: execution, activityId, identity: 'campaign' };
  const failure = { message: 'by hand', source: 'CLI', applicationFailureInfo: { nonRetryable: true } };
  await persist(() => client.workflowService.respondActivityTaskFailedById({ ...place, failure, runId: '' }));
}

/** Paused, then what comes to mind, and in the end it goes on. The pause is told to the worker by its heartbeats. */
async function pressAround({ client, folder }: World, call: Call, id: string, random: Random) {
  const service = client.workflowService;
  const execution = { workflowId: call.execution };
  const place = { namespace: client.options.namespace, execution, id, identity: 'campaign' };
  const say = (kind: string, answer: string): void => folder.action({ kind, execution: call.execution, answer });
  await persist(() => service.pauseActivity({ ...place, reason: 'campaign' }));
  const others: [string, () => Promise<unknown>][] = [
    ['reset_activity', () => service.resetActivity({ ...place, keepPaused: random.chance(0.5) })],
    ['update_activity_options', () => service.updateActivityOptions({ ...place, ...LONGER })],
    ['unpause_activity', () => service.unpauseActivity({ ...place, resetAttempts: random.chance(0.5) })],
  ];
  const goOn = async (): Promise<void> => {
    for (const [kind, button] of [...random.shuffled(others), ...others.slice(2)]) {
      await pause(300 + random.below(1_200));
      await persist(button).then(
        () => say(kind, 'taken'),
        (error: unknown) => say(kind, error instanceof Error ? error.message : String(error)),
      );
    }
  };
  void goOn();
}

const LONGER = {
  activityOptions: { retryPolicy: { backoffCoefficient: 1.5 } },
  updateMask: { paths: ['retry_policy.backoff_coefficient'] },
};

async function pauseWorkflow({ client, folder }: World, { execution: workflowId }: Call, _: string, random: Random) {
  const service = client.workflowService;
  const place = {
    namespace: client.options.namespace,
    workflowId,
    runId: '',
    identity: 'campaign',
    reason: 'campaign',
  };
  await persist(() => service.pauseWorkflowExecution(place));
  const goOn = async (): Promise<void> => {
    await pause(500 + random.below(2_500));
    await persist(() => service.unpauseWorkflowExecution(place)).catch((error: unknown) => {
      folder.action({ kind: 'unpause', execution: workflowId, answer: String(error) });
    });
  };
  void goOn();
}
