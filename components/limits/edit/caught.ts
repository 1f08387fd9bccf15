import type { Result } from "@/lib/gateway/result";
import { toActionError } from "@/lib/gateway/unwrap";

/** A dead connection or a new deployment is an answer too: nothing typed is lost. */
export async function caught<Data>(call: Promise<Result<Data>>): Promise<Result<Data>> {
  try {
    return await call;
  } catch (cause) {
    return { ok: false, error: toActionError(cause) };
  }
}
