// What servers of all families answer, whole and streamed: both must come to the same.
import type OpenAI from "openai";
import { APIError } from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Provider } from "../../contracts/providers/providers";
import {
  type FixtureGroup,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { anthropic } from "../../testing/replays/anthropic";
import { providers } from "../../testing/replays/providers";
import type { ExpectedError, Replay, ReplayedAnswer } from "../../testing/replays/replay";
import { selfHosted } from "../../testing/replays/self-hosted";
import { vllm } from "../../testing/replays/vllm";
import { startUpstreamDouble, type UpstreamDouble } from "../../testing/upstream-double";
import { originsAt } from "../../testing/upstream-origins";

const replays: Replay[] = [...vllm, ...selfHosted, ...providers, ...anthropic];

const slugs: Partial<Record<Provider, string>> = {
  OPENAI_COMPATIBLE: "acme/compatible",
  ANTHROPIC: "acme/anthropic",
};
const messages = [{ role: "user" as const, content: "What is two and two?" }];
let upstream: UpstreamDouble;
let fixture: InferenceFixture;
let group: FixtureGroup;

beforeAll(async () => {
  upstream = await startUpstreamDouble();
  const { url } = upstream;
  fixture = await openInferenceFixture({
    config: {
      upstreamOrigins: originsAt(url),
    },
  });
  const body = { name: "replayed", value: "sk-replayed-secret" };
  const { id: secret_id } = await fixture.manage("POST", "/v1/secrets", body);
  for (const [provider, slug] of Object.entries(slugs)) {
    const address = provider === "OPENAI_COMPATIBLE" ? { base_url: url } : {};
    const targets = [{ provider, secret_id, target_model: "upstream-model", ...address }];
    await fixture.manage("POST", "/v1/gateway/endpoints", { slug, targets });
  }
  group = await fixture.addGroup({ models: Object.values(slugs).map((slug) => ({ slug })) });
});
afterAll(async () => {
  await fixture.close();
  await upstream.close();
});

const forms = replays.flatMap((replay) =>
  (["whole", "streamed"] as const).flatMap((form) => {
    const answer = replay[form];
    return answer ? [{ replay, form, answer, name: replay.name }] : [];
  }),
);

test.each(forms)("$name ($form)", async ({ replay, form, answer }) => {
  replayed(answer);
  fixture.gateway.ledger.rows.length = 0;
  const { expected } = replay;
  const got = await ask(replay, form === "streamed").catch((error: unknown) => {
    if (error instanceof APIError) return error;
    throw error;
  });
  const [row, ...more] = fixture.gateway.ledger.rows;
  expect(more).toEqual([]);
  expect(await fixture.gateway.deps.counters.openReservations()).toBe(0);
  if ("error" in expected) {
    expect(row).toMatchObject({ billable: false, outcome: "upstream_error", inputTokens: 0 });
    expectError(got, expected);
    return;
  }
  const { tokens, isEstimated = false, ...said } = expected;
  expect(got).toEqual({ reasoning: "", refusal: "", toolCalls: [], ...said });
  expect(row).toMatchObject({ outcome: "completed", billable: true, estimated: isEstimated });
  expect({
    input: row?.inputTokens,
    output: row?.outputTokens,
    cached: row?.cachedInputTokens,
  }).toEqual(tokens);
});

function replayed({ status = 200, headers, body }: ReplayedAnswer): void {
  upstream.answer((response) => {
    response.writeHead(status, headers);
    response.end(body);
  });
}

/** An error of a stream that has begun has no status. */
function expectError(got: unknown, { error }: ExpectedError): void {
  if (!(got instanceof APIError)) throw new Error(`an error was expected, not ${String(got)}`);
  const { status, message, ...rest } = error;
  expect(got).toMatchObject(rest);
  if (got.status !== undefined) expect(got.status).toBe(status);
  if (message !== undefined) {
    expect((got.error as { message: string }).message).toEqual(
      typeof message === "string" ? message : expect.stringMatching(message),
    );
  }
}

interface Said {
  text: string;
  reasoning: string;
  refusal: string;
  toolCalls: { name: string; arguments: string }[];
  finish: string | null;
}

type Words = OpenAI.ChatCompletionChunk.Choice.Delta & {
  reasoning_content?: string | null;
  reasoning?: string | null;
};

async function ask({ asks, provider }: Replay, stream: boolean): Promise<Said> {
  const model = slugs[provider ?? "OPENAI_COMPATIBLE"] ?? "";
  const body = { model, messages, ...asks };
  const said: Said = { text: "", reasoning: "", refusal: "", toolCalls: [], finish: null };
  if (!stream) {
    const answer = await group.client.chat.completions.create({ ...body, stream: false });
    expect(answer.model).toBe(model);
    const [choice] = answer.choices;
    if (choice) add(said, choice.message as Words, choice.finish_reason);
    return said;
  }
  for await (const chunk of await group.client.chat.completions.create({ ...body, stream: true })) {
    expect(chunk.model).toBe(model);
    const [choice] = chunk.choices;
    if (choice) add(said, choice.delta, choice.finish_reason);
  }
  return said;
}

function add(said: Said, words: Words, finish: string | null): void {
  said.text += words.content ?? "";
  said.reasoning += words.reasoning_content ?? words.reasoning ?? "";
  said.refusal += words.refusal ?? "";
  for (const [at, call] of (words.tool_calls ?? []).entries()) {
    const index = call.index ?? at;
    said.toolCalls[index] ??= { name: "", arguments: "" };
    const kept = said.toolCalls[index];
    kept.name ||= call.function?.name ?? "";
    kept.arguments += call.function?.arguments ?? "";
  }
  said.finish = finish ?? said.finish;
}
