/** What is left out of CEL's conformance suite, and why. Every entry must match something: see the test. */
export interface Skip {
  reason: string;
  id?: RegExp;
  expr?: RegExp;
}

/** Files of the suite that are about things this language does not have at all. */
export const SKIPPED_FILES: Readonly<Record<string, string>> = {
  bindings_ext: 'cel.bind is an extension',
  block_ext: 'cel.block is an extension',
  dynamic: 'protocol buffer wrapper messages',
  encoders_ext: 'base64 is an extension',
  enums: 'protocol buffer enums',
  macros2: 'macros with two variables are an extension',
  math_ext: 'the math extension',
  namespace: 'names have no namespaces',
  optionals: 'optional values are written ?. and ?? here',
  proto2: 'protocol buffer messages',
  proto2_ext: 'protocol buffer messages',
  proto3: 'protocol buffer messages',
  timestamps: 'values are JSON, which has no timestamps',
  type_deductions: 'about the checker of CEL, whose types are not JSON Schema',
  unknowns: 'empty',
  wrappers: 'protocol buffer wrapper messages',
};

export const SKIPS: readonly Skip[] = [
  { reason: 'no unsigned numbers', expr: /\b(?:0x[0-9a-f]+|\d+)u\b|\buint\(/i },
  { reason: 'no bytes', expr: /(?<![\w'"])r?b['"]|(?<![\w'"])br['"]|bytes\(/i },
  { reason: 'no protocol buffer messages', expr: /TestAllTypes|google\.protobuf|NestedMessage/ },
  { reason: 'no types as values', expr: /\btype\(|^(?:bool|string|int|double|list|map|null_type|type)$/ },
  { reason: 'no timestamps', expr: /\b(?:timestamp|duration)\(/ },
  { reason: 'no regular expressions', expr: /\bmatches\(/ },
  { reason: 'an absent property reads as null, so has() is written != null', expr: /\bhas\(/ },
  {
    reason: 'an absent property reads as null and not as an error',
    id: /map_field_select_no_such_key|map_no_such_key$/,
  },
  { reason: 'exists_one is not one of the four macros', expr: /exists_one/ },
  { reason: 'macros take lists; for an object write keys(x)', expr: /'\}\.(?:map|filter)\(|\d\}\.(?:exists|all)\(/ },
  { reason: 'the keys of objects are strings', expr: /[{,]\s*(?:-?\d[\d.]*|true|false|null)\s*:/ },
  { reason: 'a double beyond 2^53 is the integer that it is written as', expr: /\d{16}\.0|double\(\d{16}/ },
  { reason: 'integers do not end at 2^63', id: /int64_min_negate$|int64_min_negate_/ },
  { reason: 'NaN and infinity are errors', expr: /\b[01]\.0\s*\/\s*-?0\.0|'(?:NaN|inf|-inf)'/i },
  { reason: 'one type of numbers, so % takes fractions', id: /mod_not_support/ },
  { reason: 'bool() is not a function', expr: /\bbool\(/ },
  { reason: 'names quoted with backticks; written x["a-b"]', expr: /`/ },
  {
    reason: 'names with dots in them',
    id: /qualified_identifier_resolution\/(?:qualified_ident|map_field_select|ident_with)/,
  },
  { reason: '-0 is 0, as in JSON', id: /negative_zero|string_neg_zero/ },
  { reason: 'methods exist only as functions', id: /receiver_function_names/ },
  { reason: 'unknown functions are found before anything runs', expr: /f_unknown/ },
  {
    reason: 'extension functions this language leaves out',
    expr: /charAt|lastIndexOf|strings\.quote|\.format\(|reverse\(/,
  },
  {
    reason: 'index_of, split and replace take no position and no limit',
    expr: /(?:indexOf|split|replace)\('[^']*', ('[^']*', )?-?\d/,
  },
];
