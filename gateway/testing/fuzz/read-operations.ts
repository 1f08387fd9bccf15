import { expect } from "vitest";
import { z } from "zod";
import type { InferenceFixture } from "../inference-fixture";
import { fixtureSlug } from "../inference-fixture";
import type { FuzzOperation } from "./fuzz-targets";
import { canary } from "./odd-values";

const content = z.object({
  schema: z.looseObject({ $ref: z.string().optional() }),
  example: z.unknown().optional(),
});
const documentOf = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        requestBody: z.object({ content: z.record(z.string(), content) }).optional(),
        parameters: z.array(z.object({ in: z.string(), name: z.string() })).default([]),
      }),
    ),
  ),
  components: z.object({
    schemas: z.record(z.string(), z.looseObject({ examples: z.array(z.unknown()).optional() })),
  }),
});

/** Every operation of /v1/spec with a valid body: its example, or one of those below. */
export async function readOperations(
  fixture: InferenceFixture,
  target: object,
): Promise<FuzzOperation[]> {
  const { gateway, upstream } = fixture;
  const answer = await gateway.inject("GET", "/v1/spec", { key: gateway.viewKey });
  const { paths, components } = documentOf.parse(answer.json);
  const bodies = new Map<string, unknown>([
    ["/v1/gateway/groups/{group_id}/api_keys", { name: canary }],
    ["/v1/gateway/endpoints/test", { slug: `acme/${canary}`, targets: [target] }],
    ["/v1/gateway/endpoints", { slug: `acme/${canary}`, targets: [target, target] }],
    ["/v1/gateway/webhooks/settings", { url: `${upstream.url}/${canary}` }],
    ["/v1/gateway/webhooks/settings/rotate", { overlap_seconds: 60 }],
    ["/v1/gateway/webhooks/redeliver", { delivery_ids: [canary, "x"] }],
    ["/v1/gateway/management_keys", { name: canary, scope: "view" }],
    [
      "/v1/chat/completions",
      {
        model: fixtureSlug,
        messages: [
          { role: "system", content: canary },
          { role: "user", content: [{ type: "text", text: canary }] },
        ],
        stream: false,
        max_tokens: 5,
        n: 1,
        temperature: 0.5,
        metadata: { order: canary },
        stop: [canary],
        user: canary,
        stream_options: { include_usage: true },
        tools: [{ type: "function", function: { name: canary, parameters: {} } }],
      },
    ],
    ["/v1/completions", { model: fixtureSlug, prompt: [canary], max_tokens: 5, stream: true }],
    ["/v1/embeddings", { model: fixtureSlug, input: [canary], dimensions: 3 }],
  ]);
  const findExample = (path: string, body: z.infer<typeof content>) =>
    bodies.get(path) ??
    body.example ??
    components.schemas[body.schema.$ref?.split("/").at(-1) ?? ""]?.examples?.[0];
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { requestBody, parameters }]) => {
      const [body] = Object.values(requestBody?.content ?? {});
      const valid = body && findExample(path, body);
      if (body) expect(valid, `a valid body of ${method} ${path}`).toBeDefined();
      return {
        method: method.toUpperCase(),
        path,
        queries: parameters.filter((each) => each.in === "query").map(({ name }) => name),
        body: valid,
      };
    }),
  );
}
