import { RE2JS } from 're2js';

const operators: Record<string, string> = {
  '': '[^/?#]+',
  '+': '[^?#]+',
  '#': '(?:#.*)?',
  '.': '(?:\\.[^/?#]+)?',
  '/': '(?:/[^?#]*)?',
  ';': '(?:;[^/?#]*)?',
  '?': '(?:\\?[^#]*)?',
  '&': '(?:&[^#]*)?',
};

/** Whether a URI can come from an RFC 6570 template; linear time, since servers write the templates. */
export function matchesUriTemplate(template: string, uri: string): boolean {
  let pattern = '';
  let rest = template;
  while (rest !== '') {
    const expression = /\{([+#./;?&]?)[A-Za-z0-9_.,*:%]{1,256}\}/.exec(rest);
    const literal = expression === null ? rest : rest.slice(0, expression.index);
    pattern += RE2JS.quote(literal);
    if (expression === null) break;
    pattern += operators[expression[1] ?? ''] ?? '';
    rest = rest.slice(expression.index + expression[0].length);
  }
  try {
    return RE2JS.compile(`^${pattern}$`, RE2JS.DOTALL).matcher(uri).find();
  } catch {
    return false;
  }
}
