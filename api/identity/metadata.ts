/** Says to a client where to get a token for us (RFC 9728). */
export function metadataOf(resource: string, issuer: string): Record<string, unknown> {
  return {
    resource,
    authorization_servers: [issuer],
    bearer_methods_supported: ['header'],
    // Clients ask for all of these at once, so what only operators need is left out.
    scopes_supported: ['definition:*:read', 'definition:*:start'],
    resource_name: 'Sagaflow',
  };
}
