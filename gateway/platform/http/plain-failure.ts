import { isInferencePath } from "./plane";

/** A failure below the routes of either plane, in the words of both. */
export interface PlainFailure {
  status: number;
  /** Of the management plane. */
  code: string;
  /** Of the inference plane. */
  inferenceCode: string;
  message: string;
}

const invalid = { status: 400, code: "VALIDATION_ERROR", inferenceCode: "invalid_request_error" };
export const noHost: PlainFailure = {
  ...invalid,
  message: "The request must have a Host header.",
};
export const twoHosts: PlainFailure = {
  ...invalid,
  message: "The request must have one Host header, not several.",
};
export const badHttp: PlainFailure = { ...invalid, message: "The request is not valid HTTP." };
export const tooSlow: PlainFailure = {
  status: 408,
  code: "REQUEST_TIMEOUT",
  inferenceCode: "request_timeout",
  message: "The request did not arrive in time.",
};
export const unmetExpectation: PlainFailure = {
  status: 417,
  code: "EXPECTATION_FAILED",
  inferenceCode: "expectation_failed",
  message: "Expect must be 100-continue, or absent.",
};
export const headersTooLarge: PlainFailure = {
  status: 431,
  code: "HEADERS_TOO_LARGE",
  inferenceCode: "headers_too_large",
  message: "The address and the headers of the request are too large together.",
};
export const unknownMethod: PlainFailure = {
  status: 405,
  code: "METHOD_NOT_ALLOWED",
  inferenceCode: "method_not_allowed",
  message: "There is nothing here with this method.",
};

/** The answer's body. Where the path is unknown it has both planes' shapes. */
export function plainFailureBody(
  { code, inferenceCode, message }: PlainFailure,
  path: string | undefined,
): string {
  const error = { message, type: "invalid_request_error", code: inferenceCode, param: null };
  if (path === undefined) return JSON.stringify({ error, code, message });
  return JSON.stringify(isInferencePath(path) ? { error } : { code, message });
}
