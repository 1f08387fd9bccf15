import { z } from "zod";
import type { EndpointTest, Target } from "../../contracts/endpoint";
import { parseJson } from "../../contracts/leaves/json";
import { targetFieldsOf } from "../../contracts/providers/providers";
import type { TargetField } from "../../contracts/providers/target-fields";
import { readAnswerPart } from "../../inference/answer/answer-usage";
import { blankSecret } from "../../inference/upstream-errors/blank-secret";
import {
  readErrorText,
  readUpstreamError,
} from "../../inference/upstream-errors/read-upstream-error";

type Verdict = Omit<EndpointTest, "latency_ms">;

const message = z.object({ type: z.literal("message"), content: z.array(z.unknown()) });
const shownCharactersMax = 300;

/**
 * An upstream's answer in words for the operator, as calls tell it. What it said is shown without
 * the secret, and never for 401 and 403: those like to quote a part of the credential.
 */
export function describeTestAnswer(
  status: number,
  text: string,
  { secret, target }: { secret: string; target: Target },
): Verdict {
  if (status >= 200 && status < 300) return describeSuccess(status, text, secret);
  return { ok: false, status, message: describeFailure(status, text, secret, target) };
}

function describeSuccess(status: number, text: string, secret: string) {
  const part = readAnswerPart(text);
  const isMessage = message.safeParse(parseJson(text)).success;
  if (isMessage || (part?.isAnswer && !part.error)) {
    return { ok: true, status, message: "The model answered." };
  }
  const said = shown((part?.error ?? readUpstreamError(parseJson(text)))?.message ?? "", secret);
  const failed = `The upstream answered ${status}, but with an error: ${said}`;
  return { ok: false, status, message: said ? failed : notACompletion(status) };
}

function shown(said: string, secret: string): string {
  return blankSecret(said, secret).slice(0, shownCharactersMax).toWellFormed();
}

/** The server may know the model for something else than chat. */
export function mayBeNoChat(status: number, text: string): boolean {
  if (status === 404 || status === 405 || status === 501) return true;
  const isRefused = status === 400 || status === 422 || status === 500;
  return isRefused && /embed|chat|support|generat/i.test(readErrorText(text).message);
}

export function describeEmbedding(status: number, text: string): Verdict | undefined {
  const part = status === 200 ? readAnswerPart(text) : undefined;
  if (!part?.isAnswer || part.error) return undefined;
  return { ok: true, status, message: "The model answered with an embedding. It serves no chat." };
}

function describeFailure(status: number, text: string, secret: string, target: Target): string {
  if (status === 401 || status === 403) {
    return `The upstream refused the secret (${status}): check its value and what it may use.`;
  }
  if (status >= 300 && status < 400) {
    return `The upstream answered a redirect (${status}), which is not followed: check the address.`;
  }
  const said = shown(readErrorText(text).message, secret);
  const because = said ? `: ${said}` : ".";
  if (status === 404) {
    const look = `The model's server answered 404: check ${fieldsToCheck(target)}`;
    return said ? `${look}. It said${because}` : `${look}.`;
  }
  if (status === 429) return `The upstream is over its capacity or quota (429)${because}`;
  return `The upstream answered ${status}${because}`;
}

const fieldLabels: [TargetField, string][] = [
  ["base_url", "Base URL"],
  ["base_path", "Base path"],
  ["model_id", "Model ID"],
  ["environment_name", "Environment"],
  ["vertex_config", "Vertex project and location"],
  ["target_model", "Target model"],
];

/** The provider's fields that say where the model is, as the form names them. */
function fieldsToCheck(target: Target): string {
  const presence = targetFieldsOf[target.provider];
  const fields = fieldLabels.filter(
    ([field]) => presence[field] !== "forbidden" && (field !== "base_path" || target.base_path),
  );
  return fields.map(([, label]) => label).join(" and ");
}

function notACompletion(status: number): string {
  return `The upstream answered ${status}, but not with a chat completion: check the address.`;
}
