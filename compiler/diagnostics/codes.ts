/** What is true of every diagnostic of one code. */
interface CodeFacts {
  /** Unless the rule says otherwise. */
  severity: 'error' | 'warning';
  /** A rule may also report it with this severity. */
  sometimes?: 'error' | 'warning';
  /** A row of the table in docs/language.md, and the description in SARIF. */
  says: string;
  /** It may be wrong only because another part of the same step could not be read: it is not reported for such a step. */
  isConsequence?: true;
}

/**
 * Every code, in the order in which a reader meets them: text, shape, meaning. A code is the name of the file that reports it, in a
 * folder `rules` or `reports`. A new rule is its file, a row here, and its place in the list of its phase.
 */
export const CODES = {
  'yaml-syntax': { severity: 'error', says: 'the text is not YAML' },
  'not-a-definition': { severity: 'error', says: 'empty, a list, neither or both kinds, or several documents' },
  'duplicate-key': { severity: 'error', says: "a key, or a server's name, stands twice" },
  'unsafe-yaml': { severity: 'error', says: 'anchors, aliases, merge keys, custom tags, dangerous keys' },
  limits: { severity: 'error', says: 'too large, too many, too deep' },
  'unknown-key': { severity: 'error', says: 'a key the language does not have' },
  'wrong-type': { severity: 'error', says: 'a text where a list belongs, and the like' },
  'bad-value': { severity: 'error', says: 'not among the choices, out of range, wrong pattern' },
  'missing-key': { severity: 'error', says: 'a required key is not there', isConsequence: true },
  'one-verb': { severity: 'error', says: 'a step has no verb, or several' },
  'misplaced-key': { severity: 'error', says: 'a key that nothing would obey here' },
  'loop-too-long': { severity: 'error', says: 'a written `for_each` list has more items than a step has iterations' },
  'unsupported-engine': { severity: 'error', says: '`engine` is not `temporal`' },
  'not-yet-in-force': {
    severity: 'warning',
    sometimes: 'error',
    says: 'understood, but nothing obeys it yet; an error where it could not run without it',
  },
  'duplicate-step-name': { severity: 'error', says: 'two steps of one name' },
  'unknown-dependency': { severity: 'error', says: '`depends_on` names no step of this list' },
  'dependency-cycle': { severity: 'error', says: 'steps wait for each other' },
  'definition-cycle': { severity: 'error', says: 'definitions start each other without end' },
  'reserved-signal': { severity: 'error', says: "a signal has the name of an operator's verb" },
  'unknown-server': { severity: 'error', says: 'no such server in `platform.yaml`' },
  'unknown-tool': { severity: 'error', says: 'the server has no such tool' },
  'unknown-definition': { severity: 'error', says: '`workflow:` names no definition at hand' },
  'ambiguous-scheme': { severity: 'error', says: 'two servers could read the URI' },
  'expression-syntax': { severity: 'error', says: 'an expression cannot be read' },
  'unknown-reference': { severity: 'error', says: 'a name or property that does not exist' },
  'reference-not-upstream': { severity: 'error', says: 'a step is read that need not have ended', isConsequence: true },
  'expression-type': {
    severity: 'error',
    sometimes: 'warning',
    says: 'the value can never be what is wanted; as a warning: it may be `null` here',
  },
  'argument-type': {
    severity: 'error',
    sometimes: 'warning',
    says: "a written argument does not fit the tool's schema",
  },
  'schedule-input': {
    severity: 'error',
    says: "a schedule's input has an expression, or does not fit the definition's input",
    isConsequence: true,
  },
  'unbound-argument': { severity: 'error', says: 'a required argument without a source', isConsequence: true },
  'ambiguous-binding': { severity: 'error', says: 'two sources are equally good', isConsequence: true },
  'conflicting-input': { severity: 'error', says: 'types of one input exclude each other', isConsequence: true },
  'shared-input': { severity: 'warning', says: 'one inferred input goes to several tools', isConsequence: true },
  'untyped-binding': { severity: 'warning', says: 'whether the types fit cannot be decided' },
  'natural-output': {
    severity: 'warning',
    says: 'a compensation needs the output of a naturally idempotent tool',
    isConsequence: true,
  },
  'compensation-reads-later-step': { severity: 'error', says: 'a compensation reads what is not there yet' },
  'effect-without-compensation': {
    severity: 'warning',
    says: 'an effect before the pivot that nothing undoes',
    isConsequence: true,
  },
  'undo-needs-output': { severity: 'warning', says: 'an unclear outcome will park', isConsequence: true },
  'pivot-order': {
    severity: 'error',
    says: 'a second pivot, or something behind it that can neither be undone nor be repeated',
    isConsequence: true,
  },
  'unlimited-retry-needs-idempotency': {
    severity: 'error',
    says: 'an effect would be repeated without end and without a key',
  },
  'fallback-on-effect': { severity: 'error', says: 'a fallback with an effect has no compensation of its own' },
  'cache-on-effect': { severity: 'error', says: 'only reads are cached' },
  'name-collision': { severity: 'error', says: 'two files define the same name' },
} as const satisfies Record<string, CodeFacts>;

export type DiagnosticCode = keyof typeof CODES;

export const DIAGNOSTIC_CODES = Object.keys(CODES) as DiagnosticCode[];

export function factsOf(code: DiagnosticCode): CodeFacts {
  return CODES[code];
}
