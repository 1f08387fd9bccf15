/** What a key's entity tag covers: a key never changes but by being revoked. Its use stays out. */
export function keyState({ prefix, name }: { prefix: string; name?: string | null | undefined }) {
  return [prefix, name ?? null];
}
