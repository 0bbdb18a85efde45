import type { ServedDefinition, ServedDefinitions } from '../../../../api/operations/ports.ts';
import { planOf, planOfFile } from '../../project-plans.ts';

const INPUT = '{ type: object, required: [sku], properties: { sku: { type: string }, note: true } }';

/** One definition for each way an execution can go; `scripts.ts` says what each of them does. */
const TEXTS = [
  `
workflow_definition:
  name: look_up
  description: Looks up an article.
  execution_id: \${{ input.sku }}
  input: ${INPUT}
  output: { sku: "\${{ input.sku }}" }
  steps: [{ name: stock, mcp_server: inventory_server, action: get_stock, arguments: { sku: "\${{ input.sku }}" } }]
`,
  `
saga_definition:
  name: pay
  input: { type: object }
  steps:
    - { name: reserve, sleep: 1h }
    - { name: charge, sleep: 1h }
`,
  `
workflow_definition:
  name: publish
  input: { type: object, properties: { title: { type: string }, note: true } }
  steps:
    - name: review
      approval:
        approvers: [editors]
        prompt: Publish it?
        form: { type: object, required: [comment], properties: { comment: { type: string, maxLength: 80 } } }
`,
  `
workflow_definition:
  name: nightly
  input: { type: object }
  steps: [{ name: rest, sleep: 1h }]
`,
];

export interface EditableDefinitions extends ServedDefinitions {
  /** Takes one away, as when its file is deleted. */
  remove(name: string): void;
  rename(name: string, to: string): void;
  /** Its tools' schemas are not known any more. */
  hinder(name: string): void;
}

export function createDefinitions(): EditableDefinitions {
  const served = new Map<string, ServedDefinition>(
    TEXTS.map((source) => {
      const plan = planOf(source);
      return [plan.name, { plan, planHash: `sha256:${plan.name}`, source, schedule: null, skipped: [] }];
    }),
  );
  const seed = planOfFile('definitions/order_processing_saga.yaml');
  served.set(seed.name, { plan: seed, planHash: 'sha256:seed', source: '', schedule: null, skipped: [] });
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    find: (name) => served.get(name),
    names: () => [...served.keys()].sort(),
    broken: () => [],
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    remove: (name) => {
      served.delete(name);
      changed();
    },
    rename: (name, to) => {
      const found = served.get(name);
      if (found !== undefined) served.set(to, { ...found, plan: { ...found.plan, name: to } });
      served.delete(name);
      changed();
    },
    hinder: (name) => {
      const found = served.get(name);
      if (found !== undefined) served.set(name, { ...found, skipped: ['"inventory_server" is not reachable.'] });
      changed();
    },
  };
}
