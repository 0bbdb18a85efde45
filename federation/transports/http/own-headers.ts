/** What is sent with every request: the written headers, and behind them the user and password that stand in front of a URL's `@`. Names are small. */
export function ownHeaders(url: URL, headers: Record<string, string>): Record<string, string> {
  const own = basicAuth(url);
  for (const [name, value] of Object.entries(headers)) own[name.toLowerCase()] = value;
  return own;
}

function basicAuth({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${unescaped(username)}:${unescaped(password)}`;
  return { authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
}

/** A `%` that encodes nothing stands for itself. */
export function unescaped(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'));
}
