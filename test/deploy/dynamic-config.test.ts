import { expect, it } from 'vitest';
import { serverArguments } from '../../cli/temporal/server-arguments.ts';
import { readYaml } from './read-yaml.ts';

it('the cluster’s dynamic config has the values that the dev server is started with', () => {
  const [config = {}] = readYaml<Record<string, { value: unknown }[]>>('deploy/temporal/dynamic-config.yaml');
  const lines = Object.entries(config).map(([name, entries]) => {
    // One entry without constraints: it counts for every namespace and task queue.
    expect(entries).toEqual([{ value: expect.anything() }]);
    return `${name}=${String(entries[0]?.value)}`;
  });
  const args = serverArguments({ ip: '127.0.0.1', port: 1, uiPort: false, namespace: 'default', searchAttributes: {} });
  const given = args.filter((_, index) => args[index - 1] === '--dynamic-config-value');
  expect(given.length).toBeGreaterThan(0);
  expect(lines.toSorted()).toEqual(given.toSorted());
});
