import { request } from "undici";
import type { EndpointTest, Target, TestEndpointBody } from "../../contracts/endpoint";
import type { Deps } from "../../deps";
import { InferenceError } from "../../inference/errors/inference-error";
import type { SentRequest } from "../../inference/providers/credential";
import { upstreamProviders } from "../../inference/providers/providers";
import { chatCompletions, type Operation, operations } from "../../inference/request/operation";
import { readSecretValue } from "../../inference/upstream/read-secret-value";
import { connectionFailure } from "../../inference/upstream/upstream-failure";
import { toUpstreamRoute } from "../../inference/upstream/upstream-route";
import {
  toUpstreamHeaders,
  toUpstreamTarget,
  type UpstreamTarget,
} from "../../inference/upstream/upstream-target";
import type { ManagementContext } from "../../platform/http/context";
import { acceptTarget } from "./accept-target";
import { describeEmbedding, describeTestAnswer, mayBeNoChat } from "./describe-test-answer";
import type { TestConnections } from "./test-connections";

/** Under the dashboard's own time-out, so that it hears this one. */
const timeoutMs = 10_000;
const answerBytesMax = 64 * 1024;
const embeddings = operations.find(({ path }) => path === "/embeddings");

type Verdict = Omit<EndpointTest, "latency_ms">;

/**
 * Extension: sends the target a chat completion of one token and tells what came back; nothing is
 * saved or billed. 400 as in `createEndpoint`; an upstream's failure is an answer, not an error.
 */
export async function testEndpoint(
  deps: Pick<Deps, "db" | "config" | "cipher" | "clock"> & { connections: TestConnections },
  context: ManagementContext,
  input: TestEndpointBody,
): Promise<EndpointTest> {
  const target = await acceptTarget(deps, deps.db, context, input.targets);
  const startedAt = performance.now();
  const verdict = await tryTarget(deps, context, { target, slug: input.slug ?? "test" });
  return { ...verdict, latency_ms: Math.round(performance.now() - startedAt) };
}

async function tryTarget(
  deps: Pick<Deps, "db" | "config" | "cipher" | "clock"> & { connections: TestConnections },
  { workspaceId }: ManagementContext,
  { target, slug }: { target: Target; slug: string },
): Promise<Verdict> {
  try {
    const secret = (_workspaceId: string, secretId: string | null) =>
      readSecretValue(deps, workspaceId, secretId);
    const upstream = await toUpstreamTarget(
      deps.connections.accessTokens,
      { secret },
      toUpstreamRoute(deps.config, { workspaceId, slug, target }),
    );
    return await tryModel(deps, upstream, target, slug);
  } catch (error) {
    if (!(error instanceof InferenceError)) throw error;
    return { ok: false, status: null, message: error.message };
  }
}

/** Chat first; where that may be what is wrong, an embedding, if the provider has them. */
async function tryModel(
  deps: CallDeps,
  upstream: UpstreamTarget,
  target: Target,
  slug: string,
): Promise<Verdict> {
  const chat = await callAsMayBe(deps, upstream, chatCompletions, oneTokenRequest(target, slug));
  if ("ok" in chat) return chat;
  const { secret } = upstream;
  const verdict = describeTestAnswer(chat.status, chat.text, { secret, target });
  if (verdict.ok || !embeddings || !mayBeNoChat(chat.status, chat.text)) return verdict;
  const body = { model: target.target_model ?? slug, input: "Hi" };
  const embedding = await callAsMayBe(deps, upstream, embeddings, body).catch(() => verdict);
  if ("ok" in embedding) return verdict;
  return describeEmbedding(embedding.status, embedding.text) ?? verdict;
}

/**
 * As a call of inference does: a token that is refused may have been revoked, and another one helps.
 * The target has that one from then on.
 */
async function callAsMayBe(
  deps: CallDeps,
  upstream: UpstreamTarget,
  operation: Operation,
  body: object,
): ReturnType<typeof callOnce> {
  const { token } = upstream;
  const answer = await callOnce(deps, upstream, operation, body);
  if (answer.status !== 401 || !token) return answer;
  const another = await token.another(upstream.secret);
  if (another === undefined) return answer;
  upstream.secret = another;
  const again = await callOnce(deps, upstream, operation, body);
  if (again.status === 401) token.rest();
  return again;
}

type CallDeps = Pick<Deps, "config" | "clock"> & { connections: TestConnections };

async function callOnce(
  { config, clock, connections }: CallDeps,
  upstream: UpstreamTarget,
  operation: Operation,
  body: object,
): Promise<Verdict | { status: number; text: string }> {
  const { origin, basePath } = upstream.address;
  const sent: SentRequest = {
    method: "POST",
    origin,
    path: basePath + upstream.dialect.toPath(operation),
    body: Buffer.from(JSON.stringify(body)),
  };
  const credential = upstream.credential(upstream.secret, sent, clock);
  try {
    const answer = await request(origin + sent.path, {
      dispatcher: upstream.isGuarded ? connections.guarded : connections.open,
      method: sent.method,
      headers: toUpstreamHeaders(credential, config, "application/json"),
      body: sent.body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await readAtMost(answer.body, answerBytesMax);
    return { status: answer.statusCode, text };
  } catch (cause) {
    if (cause instanceof Error && cause.name === "TimeoutError") {
      const message = `The upstream did not answer within ${timeoutMs / 1_000} s.`;
      return { ok: false, status: null, message };
    }
    throw connectionFailure(cause);
  }
}

function oneTokenRequest(target: Target, slug: string): object {
  return {
    model: target.target_model ?? slug,
    messages: [{ role: "user", content: "Hi" }],
    [upstreamProviders[target.provider].tokenLimit]: 1,
  };
}

async function readAtMost(body: AsyncIterable<Buffer>, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > bytesMax) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}
