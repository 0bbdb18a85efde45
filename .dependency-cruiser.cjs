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
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['^test/', '^bench/', '\\.d\\.ts$', '^vitest\\.config\\.ts$', '^workflows/payload-converter\\.ts$'],
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
        '^(node:)?(child_process|events|crypto|async_hooks|stream|timers|url|path|fs|os|http|https|util|buffer|string_decoder|readline)',
        ...npm('@modelcontextprotocol/client', 'ajv', 'ajv-formats', 're2js', 'undici', 'zod'),
      ],
      'Named MCP servers, nothing else.',
    ),
    only(
      'activities-make-calls',
      room('activities'),
      [
        room('activities'),
        room('plan'),
        room('federation'),
        ...npm('@temporalio/activity', '@temporalio/common', '@temporalio/client', 'lru-cache'),
      ],
      'Bind, send, classify, receipt.',
    ),
    only(
      'operations-know-no-transport',
      room('api/operations'),
      [room('api/operations'), room('plan'), room('compiler'), ...npm('zod', '@cfworker/json-schema')],
      'One set of operations behind several doors.',
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
    {
      name: 'samples-stand-alone',
      severity: 'error',
      from: { path: room('samples') },
      to: { path: '^(plan|compiler|workflows|activities|federation|project|worker|api|mains|cli)/' },
    },
    {
      name: 'only-mains-compose',
      severity: 'error',
      from: { path: '^(plan|compiler|workflows|activities|federation|api)/' },
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
