/** `Authorization: Api-Key K` or `Bearer K`; undefined where neither is sent. */
export function parseCredential(authorization: string | undefined): string | undefined {
  return /^(?:api-key|bearer) +(\S+) *$/i.exec(authorization ?? "")?.[1];
}
