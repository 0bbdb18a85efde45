// What a credential may say about its holder. Key files that say anything else are wrong; scopes of tokens that are not ours are left out.

/** `definition:<name>:start`, `definition:<name>:read`, `definition:<name>:data` (`*` for every definition), `decide`, `admin`. */
export function isScope(text: string): boolean {
  return /^(definition:(\*|[a-z][a-z0-9_]{0,63}):(start|read|data)|decide|admin)$/.test(text);
}

/** Tenants are part of memos and queries: no blanks, no quotes. */
export function isTenant(text: string): boolean {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(text);
}

/** The name that histories keep: 1 to 256 characters, none of them invisible. */
export function isPrincipal(text: string): boolean {
  return /^[^\p{C}\p{Zl}\p{Zp}]{1,256}$/u.test(text) && text.trim() === text;
}
