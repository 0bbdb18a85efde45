import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '**/*.mjs', '**/*.cjs', 'eslint.config.js', '.dependency-cruiser.cjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // Counts and durations in messages are numbers on purpose.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // `() => sideEffect()` is how listeners are written.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    // Below the mains nobody reads the environment or ends the process: both are parameters.
    files: [
      'plan/**',
      'compiler/**',
      'workflows/**',
      'history/**',
      'activities/**',
      'federation/**',
      'api/**',
      'project/**',
      'worker/**',
      'mains/**',
      'cli/**',
    ],
    ignores: ['cli/main.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'The environment is a parameter; only mains read it.' },
        { object: 'process', property: 'exit', message: 'Only mains end the process.' },
        // One of them left in a workflow throws for a `bigint`, and the workflow never goes on.
        ...['parse', 'stringify'].map((property) => ({
          object: 'JSON',
          property,
          message:
            'plan/numbers/json-text.ts reads and writes JSON: the native functions round integers beyond 2^53, or throw.',
        })),
      ],
    },
  },
  { files: ['plan/numbers/json-text.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    // The same plan and the same events give the same commands, for years.
    files: ['plan/**', 'workflows/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'setTimeout', message: 'Time is an effect.' },
        { name: 'setInterval', message: 'Time is an effect.' },
        { name: 'fetch', message: 'The network is an effect.' },
        { name: 'process', message: 'Workflow code knows no process.' },
        { name: 'crypto', message: 'Workflow code has no entropy of its own.' },
      ],
      // Modules are loaded once a worker thread (worker/build-bundle.ts): what they kept would leak from one execution into the next.
      'no-restricted-syntax': [
        'error',
        {
          selector: [
            "Program > VariableDeclaration[kind='let']",
            "Program > ExportNamedDeclaration > VariableDeclaration[kind='let']",
            'Program > VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/^(Map|Set)$/][arguments.length=0]',
          ].join(', '),
          message: 'All executions of a worker thread share this module: keep state where the execution is.',
        },
      ],
    },
  },
  {
    files: ['test/**', 'bench/**'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off' },
  },
);
