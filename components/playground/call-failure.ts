import { z } from "zod";
import { parseJson } from "@/gateway/contracts/leaves/json";
import type { ActionError } from "@/lib/gateway/result";

/** OpenAI's error shape, read leniently: other servers leave members out. */
const openAiError = z.object({
  error: z.object({
    message: z.string(),
    type: z.string().nullish(),
    code: z.union([z.string(), z.number()]).nullish(),
  }),
});
const plainError = z.object({ message: z.string() }).or(z.object({ error: z.string() }));

/** Why there is no answer, or no whole one. `message` is as it was sent. */
export type CallFailure =
  /** The API said no. `waitSeconds` is its Retry-After. */
  | {
      from: "api";
      status: number;
      code: string | null;
      message: string;
      waitSeconds: number | null;
      /** The call alone is larger than a limit. */
      neverFits: boolean;
    }
  /** The answer had begun. */
  | { from: "answer"; message: string }
  /** The call never got to the API. */
  | { from: "dashboard"; code: string; message: string };

export const brokenOff: CallFailure = {
  from: "answer",
  message: "The answer broke off before its end.",
};

export function dashboardFailure({ code, message }: ActionError): CallFailure {
  return { from: "dashboard", code, message };
}

const shownMax = 1_000;

/** What an API's error says, in whatever body it came. */
export function apiFailure(
  body: string,
  { status, headers }: { status: number; headers: Record<string, string> },
): CallFailure {
  const { message, code } = readError(body);
  const retryAfter = /^\d+$/.exec(headers["retry-after"] ?? "")?.[0];
  return {
    from: "api",
    status,
    code,
    message,
    waitSeconds: retryAfter ? Number(retryAfter) : null,
    neverFits: headers["x-should-retry"] === "false",
  };
}

/** An error that came in the middle of an answer. */
export function answerFailure(error: unknown): CallFailure {
  return { from: "answer", message: readError(JSON.stringify({ error })).message };
}

function readError(body: string): { message: string; code: string | null } {
  const json = parseJson(body);
  const openAi = openAiError.safeParse(json);
  if (openAi.success) {
    const { message, code, type } = openAi.data.error;
    return { message, code: code == null ? (type ?? null) : String(code) };
  }
  const plain = plainError.safeParse(json);
  if (plain.success) {
    return { message: "message" in plain.data ? plain.data.message : plain.data.error, code: null };
  }
  const text = body
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return { message: text.slice(0, shownMax) || "The answer has no text.", code: null };
}
