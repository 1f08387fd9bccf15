import { InferenceError } from "../inference/errors/inference-error";
import { messagesBody } from "../inference/providers/anthropic/messages-body";
import { parseInferenceRequest } from "../inference/request/inference-request";

const user = { role: "user", content: "Hello" };

/** A body as it was written, sent to this model: the text of what goes on to the provider. */
export async function sentMessages(json: string, model = "claude-upstream"): Promise<string> {
  const request = await parseInferenceRequest(Buffer.from(json));
  return (await messagesBody(request, model)).toString("utf8");
}

/** What goes on of a chat that says no more than "Hello" where `body` says nothing else. */
export const translated = async (body: object, model?: string) =>
  JSON.parse(
    await sentMessages(JSON.stringify({ model: "acme/c", messages: [user], ...body }), model),
  );

/** Why it is not translated. */
export async function refusedTranslation(
  body: object,
  model?: string,
): Promise<{ param: string; message: string }> {
  const failure = await translated(body, model).catch((cause: unknown) => cause);
  if (!(failure instanceof InferenceError)) throw new Error(`taken: ${JSON.stringify(failure)}`);
  if (failure.status !== 400) throw failure;
  return { param: String(failure.param), message: failure.message };
}
