import "server-only";
import type { z } from "zod";
import { parseJson } from "@/gateway/contracts/leaves/json";
import { toOperationPath } from "@/gateway/contracts/operations/operation";
import { env } from "../env";
import { noGateway } from "./gateway-trouble";
import type { AnyInput, CalledOperation, OperationInput } from "./operation-input";
import { fail, ok, type Result } from "./result";
import { type PlainRequest, sendRequest } from "./send-request";

export interface Tagged<Value> {
  value: Value;
  /** Strong entity tag; null where the server gives none, or a proxy weakened it. */
  etag: string | null;
}

/**
 * One call to the gateway API (ours or the hosted one). Never throws for what the server or the
 * network does: UNREACHABLE, UNEXPECTED_ANSWER, GATEWAY_KEY_REFUSED and the API's own codes come back.
 */
export async function callGateway<
  Called extends CalledOperation,
  Answer extends z.ZodType = Called["answer"],
>(operation: Called, input: OperationInput<Called, Answer>): Promise<Result<z.infer<Answer>>>;
export async function callGateway(
  operation: CalledOperation,
  input: AnyInput,
): Promise<Result<unknown>> {
  const tagged = await ask(operation, input);
  return tagged.ok ? ok(tagged.data.value) : tagged;
}

/** The same, with the tag that a write to what was read is to name. */
export async function callGatewayTagged<
  Called extends CalledOperation,
  Answer extends z.ZodType = Called["answer"],
>(
  operation: Called,
  input: OperationInput<Called, Answer>,
): Promise<Result<Tagged<z.infer<Answer>>>>;
export async function callGatewayTagged(
  operation: CalledOperation,
  input: AnyInput,
): Promise<Result<Tagged<unknown>>> {
  return ask(operation, input);
}

/** An operation whose answer is passed on as CSV. Errors as those of callGateway. */
export async function callGatewayForCsv<Called extends CalledOperation & { asCsv: string }>(
  operation: Called,
  input: OperationInput<Called>,
): Promise<Result<string>>;
export async function callGatewayForCsv(
  operation: CalledOperation,
  input: AnyInput,
): Promise<Result<string>> {
  const sent = await sendRequest(toRequest(operation, input), "text/csv");
  return sent.ok ? ok(sent.data.text) : sent;
}

function toRequest(operation: CalledOperation, input: AnyInput): PlainRequest {
  const { method } = operation;
  return { ...input, method, path: toOperationPath(operation, input.params) };
}

async function ask(operation: CalledOperation, input: AnyInput): Promise<Result<Tagged<unknown>>> {
  const request = toRequest(operation, input);
  const sent = await sendRequest(request, "application/json");
  if (!sent.ok) return sent;
  const { text, etag } = sent.data;
  const json = parseJson(text);
  if (json === undefined) return noGateway({ origin: env().gatewayApiUrl });
  const parsed = (input.answer ?? operation.answer).safeParse(json);
  if (!parsed.success) {
    return fail(
      "UNEXPECTED_ANSWER",
      `The gateway answered ${request.path} in a shape this dashboard does not know`,
    );
  }
  return ok({ value: parsed.data, etag });
}
