/** Who may import whom (ARCHITECTURE.md). Checked by `npm test`. */
const room = (name) => `^${name}/`;

/** From a room, only these targets; packages are named by their node_modules path. */
const only = (name, from, allowed, why, pathNot) => ({
  name,
  comment: why,
  severity: 'error',
  from: { path: from, ...(pathNot === undefined ? {} : { pathNot }) },
  to: { pathNot: allowed },
});

const npm = (...names) => names.map((name) => `^node_modules/${name}/`);

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-cycles-of-types-in-the-compiler',
      comment: 'Its phases share types through binding/model.ts, which imports none of them.',
      severity: 'error',
      from: { path: '^compiler/' },
      to: { circular: true, path: '^compiler/' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '^test/',
          '^bench/',
          '\\.d\\.ts$',
          '^vitest\\.config\\.ts$',
          '^workflows/(payload|failure)-converter\\.ts$',
        ],
      },
      to: {},
    },
    { name: 'not-to-test', severity: 'error', from: { pathNot: '^(test|bench)/' }, to: { path: '^(test|bench)/' } },
    {
      name: 'not-to-dev-packages',
      severity: 'error',
      from: { pathNot: '^(test|bench)/|^vitest\\.config\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'not-to-unlisted',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    only(
      'plan-imports-nothing',
      room('plan'),
      [room('plan')],
      'The kernel runs in the isolate and must mean the same for years.',
    ),
    only(
      'compiler-is-pure',
      room('compiler'),
      [room('compiler'), room('plan'), ...npm('zod', 'yaml')],
      'No I/O: catalog and platform are arguments.',
    ),
    only(
      'interpreter-is-pure',
      room('workflows/interpreter'),
      [room('workflows/interpreter'), room('plan')],
      'It knows the world through Effects only.',
    ),
    only(
      'workflows-in-the-isolate',
      room('workflows'),
      [
        room('workflows'),
        room('plan'),
        '^activities/index\\.ts$',
        ...npm('@temporalio/workflow', '@temporalio/common', '@cfworker/json-schema'),
      ],
      'What enters the bundle stays small and deterministic.',
      '^workflows/(interpreter/|data-converter\\.ts$)',
    ),
    {
      name: 'workflows-see-activities-as-types',
      severity: 'error',
      from: { path: room('workflows') },
      to: { path: room('activities'), dependencyTypesNot: ['type-only'] },
    },
    only(
      'federation-knows-no-temporal',
      room('federation'),
      [
        room('federation'),
        room('plan'),
        '^(node:)?(child_process|events|crypto|async_hooks|stream|timers|url|path|fs|os|http|https|util|buffer|string_decoder|readline|zlib)',
        ...npm('@modelcontextprotocol/client', 'ajv', 'ajv-formats', 'eventsource-parser', 're2js', 'undici', 'zod'),
      ],
      'Named MCP servers, nothing else.',
    ),
    // In this order, so that no two of its rooms need each other.
    ...Object.entries({
      policy: [],
      transports: [],
      session: ['policy', 'transports'],
      catalog: ['policy', 'session'],
      call: ['policy', 'session', 'catalog'],
    }).map(([name, others]) => ({
      name: `federation-${name}-in-its-order`,
      severity: 'error',
      from: { path: room(`federation/${name}`) },
      to: { path: room('federation/[^/]+'), pathNot: [name, ...others].map((other) => room(`federation/${other}`)) },
    })),
    only(
      'activities-make-calls',
      room('activities'),
      [
        room('activities'),
        room('plan'),
        room('federation'),
        room('history'),
        ...npm('@temporalio/activity', '@temporalio/common', '@temporalio/client', 'lru-cache'),
      ],
      'Bind, send, classify, receipt.',
    ),
    only(
      'history-says-what-happened',
      room('history'),
      [
        room('history'),
        room('plan'),
        room('workflows/interpreter'),
        '^workflows/(begin|closed-event|misfit|recover|reminder-label|report-failure|report-return|tell)\\.ts$',
        '^(node:)?timers/promises$',
        ...npm('@temporalio/common', '@temporalio/client', '@temporalio/proto'),
      ],
      'One reader of recorded histories: it knows neither who asks nor why.',
    ),
    {
      name: 'history-is-read-behind-ports',
      comment: 'Doors and mains see views and facts, never events of Temporal.',
      severity: 'error',
      from: { pathNot: '^(history|api/temporal|activities|test|bench)/' },
      to: { path: room('history') },
    },
    only(
      'operations-know-no-transport',
      room('api/operations'),
      [room('api/operations'), room('plan'), room('compiler'), ...npm('zod', '@cfworker/json-schema')],
      'One set of operations behind several doors.',
    ),
    only(
      'ports-on-temporal',
      room('api/temporal'),
      [
        room('api/temporal'),
        '^api/operations/(errors|ports)\\.ts$',
        '^api/operations/schedules/port\\.ts$',
        room('plan'),
        room('history'),
        room('compiler/schedule'),
        '^workflows/(search-attributes|payload-converter)\\.ts$',
        '^(node:)?(crypto|timers|timers/promises|util)$',
        ...npm('@temporalio/client', '@temporalio/common', '@temporalio/proto', 'lru-cache'),
      ],
      'The ports of the operations, and nothing of the doors.',
    ),
    only(
      'identity-says-who-asks',
      room('api/identity'),
      [
        room('api/identity'),
        '^api/operations/(caller|errors)\\.ts$',
        room('plan'),
        '^(node:)?(crypto|fs|fs/promises|net)$',
        ...npm('jose', 'zod'),
      ],
      'Credentials in, callers out.',
    ),
    only(
      'facade-is-a-door',
      room('api/mcp'),
      [
        room('api/mcp'),
        room('api/operations'),
        room('plan'),
        '^(node:)?(crypto|http|stream|buffer|util)',
        ...npm('@modelcontextprotocol/server', '@modelcontextprotocol/node', 'zod', 'ajv', 'lru-cache'),
      ],
      'A thin skin over operations.',
    ),
    only(
      'rest-is-a-door',
      room('api/(http|rest)'),
      [
        room('api/(http|rest)'),
        room('api/operations'),
        room('api/identity'),
        '^api/mcp/facade\\.ts$',
        room('plan'),
        '^(node:)?(crypto|http|stream|buffer|net|util|timers|perf_hooks)',
        ...npm('fastify', '@fastify/[^/]+', 'fastify-type-provider-zod', 'zod', 'pino', 'prom-client'),
      ],
      'A thin skin over operations.',
    ),
    only(
      'project-is-a-folder-read',
      room('project'),
      [
        room('project'),
        room('compiler'),
        room('federation'),
        room('plan'),
        '^api/operations/ports\\.ts$',
        '^(node:)?(fs|fs/promises|path)$',
        ...npm('pino'),
      ],
      'Files in, plans and servers out. Nothing of Temporal.',
    ),
    only(
      'worker-runs-workflows',
      room('worker'),
      [
        room('worker'),
        room('project'),
        room('workflows'),
        room('activities'),
        room('federation'),
        room('plan'),
        '^(node:)?(fs|fs/promises|path|url)$',
        ...npm('@temporalio/worker', '@temporalio/client', '@temporalio/common', 'pino'),
      ],
      'It knows no door and no command.',
    ),
    {
      name: 'mains-know-no-command',
      comment: 'Commands run mains; a Temporal server is all that mains take from them.',
      severity: 'error',
      from: { path: room('mains') },
      to: { path: room('cli'), pathNot: room('cli/temporal') },
    },
    only(
      'temporal-server-alone',
      room('cli/temporal'),
      [
        room('cli/temporal'),
        '^(node:)?(child_process|crypto|events|fs|fs/promises|module|net|path|readline|stream|timers|timers/promises)$',
        ...npm('@temporalio/client', '@temporalio/envconfig', '@temporalio/proto'),
      ],
      'Gets and starts a Temporal server, for commands, mains, tests and the bench.',
    ),
    {
      name: 'command-line-is-a-door',
      comment: 'Commands ask operations, as every other door does: who may do what is decided there.',
      severity: 'error',
      from: { path: room('cli'), pathNot: room('cli/temporal') },
      to: {
        path: '^(api/(http|mcp|rest|temporal)|activities|history|workflows)/',
        // The data converter is a setting, and main.ts makes the settings.
        pathNot: '^workflows/data-converter\\.ts$',
      },
    },
    {
      name: 'samples-stand-alone',
      severity: 'error',
      from: { path: room('samples') },
      to: { path: '^(plan|compiler|workflows|activities|federation|history|project|worker|api|mains|cli)/' },
    },
    {
      name: 'only-mains-compose',
      severity: 'error',
      from: { path: '^(plan|compiler|workflows|activities|federation|history|api)/' },
      to: { path: '^(project|worker|mains|cli|samples)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules/\\.)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js'],
    },
  },
};
