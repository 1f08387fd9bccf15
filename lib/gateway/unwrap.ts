import type { ActionError, Result } from "./result";

/** What react-query holds as `error`: the action's code, message and details. */
export class ActionFailed extends Error {
  readonly error: ActionError;
  constructor(error: ActionError) {
    super(error.message);
    this.name = "ActionFailed";
    this.error = error;
  }
}

/** For react-query: the data, or a throw that `toActionError` turns back into the ActionError. */
export function unwrap<Data>(result: Result<Data>): Data {
  if (result.ok) return result.data;
  throw new ActionFailed(result.error);
}

/** Also for what never reached our code: the network, a deployment in between. */
export function toActionError(error: unknown): ActionError {
  if (error instanceof ActionFailed) return error.error;
  return {
    code: "UNREACHABLE",
    message: "The dashboard did not answer. Check the connection and try again.",
  };
}

/** GET from one of our own /api routes, which answer a Result. */
export async function fetchResult<Data>(path: string, signal?: AbortSignal): Promise<Data> {
  const response = await fetch(path, { signal: signal ?? null, cache: "no-store" });
  const result: Result<Data> = await response.json();
  return unwrap(result);
}
