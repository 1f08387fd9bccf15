import { findCode } from "../../contracts/leaves/find-code";
import type { UpstreamFailure } from "../../metering/ledger/ledger";
import { InferenceError, neverRetried } from "../errors/inference-error";
import { asInferenceError } from "../errors/render-inference-error";
import { UpstreamTimeout } from "./upstream-exchange";

const connectTimeout = "UND_ERR_CONNECT_TIMEOUT";

/** The connection failed, timed out or was refused by the address guard: 502 or 504. */
export function connectionFailure(cause: unknown): InferenceError {
  if (cause instanceof InferenceError) return cause;
  const code = findCode(cause);
  if (cause instanceof UpstreamTimeout || code === connectTimeout) {
    return new InferenceError(504, "upstream_timeout", "The model did not answer in time.", {
      cause,
    });
  }
  if (code === "ADDRESS_REFUSED") {
    return new InferenceError(
      502,
      "upstream_address_refused",
      "The model's address is in a range that this gateway may not call.",
      { cause, headers: neverRetried },
    );
  }
  return new InferenceError(502, "upstream_unreachable", "The connection to the model failed.", {
    cause,
  });
}

/** The model answered, but not with something that can be relayed; `said` is what it was. */
export function brokenAnswer(reason: string, cause?: unknown, said?: string): InferenceError {
  const message = `The model ${reason}.`;
  const options = said === undefined ? { cause } : { cause, upstreamSaid: said };
  return new InferenceError(502, "upstream_invalid_response", message, options);
}

/** What the ledger keeps of a failure. `status` is null where the upstream answered nothing. */
export function toUpstreamFailure(error: unknown): UpstreamFailure {
  const { code, upstreamStatus, upstreamSaid } = asInferenceError(error);
  const failure: UpstreamFailure = { code, status: upstreamStatus };
  if (upstreamSaid) failure.said = upstreamSaid;
  return failure;
}
