import { countPrompt } from "../inference/admission/count-prompt";
import { readAnswerPart } from "../inference/answer/answer-usage";
import { dropImpossible, toUsageBounds, type UsageBounds } from "../inference/answer/believe-usage";
import { billedUsage } from "../inference/answer/billed-usage";
import { mergeUsage, type UsageReport } from "../inference/answer/read-usage";
import { parseInferenceRequest } from "../inference/request/inference-request";
import { operations } from "../inference/request/operation";

export const promptTokens = 9;
const text = "x y z ".repeat(10);
/** A text of 31 tokens. */
export const choices = [
  { index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" },
];

export async function readBounds(
  change: object = {},
  path = "/chat/completions",
): Promise<UsageBounds> {
  const operation = operations.find((each) => each.path === path);
  const prompt = { messages: [{ role: "user", content: "hi" }], prompt: "hi", input: "hi" };
  const bytes = Buffer.from(JSON.stringify({ model: "a/b", ...prompt, ...change }));
  const request = await parseInferenceRequest(bytes, operation);
  return toUsageBounds(request, await countPrompt(request));
}

/** In, out, cached and whether it is estimated: of a whole answer, or of chunks in their order. */
export async function billAnswers(answers: readonly object[], bounds: UsageBounds) {
  let report: UsageReport | undefined;
  const texts: string[] = [];
  for (const answer of answers) {
    const part = readAnswerPart(JSON.stringify(answer));
    if (part?.usage) report = mergeUsage(report, dropImpossible(part.usage, bounds));
    texts.push(...(part?.texts ?? []));
  }
  const { usage, isEstimated } = await billedUsage(report, texts, { promptTokens, bounds });
  const { inputTokens, outputTokens, cachedInputTokens } = usage;
  return [inputTokens, outputTokens, cachedInputTokens, isEstimated];
}
