import { afterAll, beforeAll, expect, it } from 'vitest';
import { buttonsOf } from '../../support/buttons.ts';
import { startLab, type Lab } from '../../support/lab/lab.ts';
import { endOf, openTestProject, type TestProject } from '../../support/project.ts';
import { startWorkerProcess } from '../../support/worker-process.ts';

const definitions = [
  `
saga_definition:
  name: unkeyed
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: held, mcp_server: plain, action: act, arguments: { name: "\${{ input.name }}" }, on_failure: fail, compensation: undo_act, timeout: { attempt: 60s, heartbeat: 2s }, retry_policy: { initial_interval: 10ms } }
`,
];

let lab: Lab;
let project: TestProject;

beforeAll(async () => {
  lab = await startLab();
  project = await openTestProject({ platform: lab.platform, definitions });
  await project.stopWorker();
});
afterAll(async () => {
  await project.close();
  await lab.close();
});

type Buttons = ReturnType<typeof buttonsOf>;

it.each<[string, (buttons: Buttons) => Promise<void>, (buttons: Buttons) => Promise<void>]>([
  ['reset', (buttons) => buttons.resetCall('held'), () => Promise.resolve()],
  ['given more attempts to', (buttons) => buttons.allowAttempts('held', 5), () => Promise.resolve()],
  ['paused', (buttons) => buttons.pauseCall('held', 'wait'), (buttons) => buttons.unpauseCall('held')],
])(
  'a call that must not be repeated is not, when somebody has %s it, and its worker then dies',
  async (what, press, then) => {
    const name = what.replaceAll(' ', '-');
    lab.script(name, 'hold');
    const worker = await startWorkerProcess(project.folder, project.taskQueue);
    const handle = await project.start('unkeyed', { name });
    const buttons = buttonsOf(project.client, handle);
    try {
      await lab.held(name);
      await press(buttons);
    } finally {
      await worker.kill();
    }
    lab.release(name);
    await project.startWorker();
    await then(buttons);
    const end = await endOf(handle);
    await project.stopWorker();
    expect([end, lab.done(name)]).toMatchObject([{ ok: false, type: 'StepFailed' }, 1]);
  },
  120_000,
);
