import { z } from "zod";
import {
  type EndpointTest,
  type Provider,
  type TargetField,
  targetFieldsOf,
} from "../contracts/endpoint";

const completion = z.union([
  z.object({ choices: z.array(z.unknown()).min(1) }),
  z.object({ type: z.literal("message"), content: z.array(z.unknown()) }),
]);
const refusal = z.object({ error: z.object({ message: z.string() }) });
const shownCharactersMax = 300;

/**
 * An upstream's answer in words for the operator. Only an error message in OpenAI's shape is shown,
 * never for 401 and 403: those like to quote the credential.
 */
export function describeTestAnswer(
  status: number,
  text: string,
  { secret, provider }: { secret: string; provider: Provider },
): Omit<EndpointTest, "latency_ms"> {
  if (status >= 200 && status < 300) {
    const ok = completion.safeParse(parseJson(text)).success;
    return { ok, status, message: ok ? "The model answered." : notACompletion(status) };
  }
  return { ok: false, status, message: describeFailure(status, text, secret, provider) };
}

function describeFailure(status: number, text: string, secret: string, provider: Provider): string {
  if (status === 401 || status === 403) {
    return `The upstream refused the secret (${status}): check its value and what it may use.`;
  }
  if (status >= 300 && status < 400) {
    return `The upstream answered a redirect (${status}), which is not followed: check the address.`;
  }
  const parsed = refusal.safeParse(parseJson(text));
  const said = parsed.success ? parsed.data.error.message.replaceAll(secret, "•••") : "";
  const because = said ? `: ${said.slice(0, shownCharactersMax)}` : ".";
  if (status === 404) {
    const look = `The model's server answered 404: check ${fieldsToCheck(provider)}`;
    return said ? `${look}. It said${because}` : `${look}.`;
  }
  if (status === 429) return `The upstream is over its capacity or quota (429)${because}`;
  return `The upstream answered ${status}${because}`;
}

const fieldLabels: [TargetField, string][] = [
  ["base_url", "Base URL"],
  ["model_id", "Model ID"],
  ["environment_name", "Environment"],
  ["vertex_config", "Vertex project and location"],
  ["target_model", "Target model"],
];

/** The provider's fields that say where the model is, as the form names them. */
function fieldsToCheck(provider: Provider): string {
  const fields = fieldLabels.filter(([field]) => targetFieldsOf[provider][field] !== "forbidden");
  return fields.map(([, label]) => label).join(" and ");
}

function notACompletion(status: number): string {
  return `The upstream answered ${status}, but not with a chat completion: check the address.`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
