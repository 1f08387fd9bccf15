export type ManagementCall = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<Record<string, unknown>>;

/** Calls of the management plane. @throws when one is not answered with success */
export function createCaller(url: string, managementKey: string): ManagementCall {
  return async (method, path, body) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Api-Key ${managementKey}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    }
    return (await answer.json()) as Record<string, unknown>;
  };
}
