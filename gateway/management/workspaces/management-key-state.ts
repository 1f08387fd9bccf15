/** What a management key's entity tag covers: it never changes but by being revoked. */
export function managementKeyState({
  id,
  name,
  scope,
}: {
  id: string;
  name: string;
  scope: string;
}) {
  return [id, name, scope];
}
