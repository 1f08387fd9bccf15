import type OpenAI from "openai";
import type { Target } from "../contracts/endpoint";
import { type InferenceFixture, openInferenceFixture } from "./inference-fixture";
import { startUpstreamDouble, type UpstreamDouble } from "./upstream-double";
import { originsAt } from "./upstream-origins";

export interface ProviderFixture {
  /** Stands in for every provider's own origin. */
  provider: UpstreamDouble;
  fixture: InferenceFixture;
  client: OpenAI;
  close(): Promise<void>;
}

/** A gateway whose `slug` points to this target, its secret holding `secret`. */
export async function openProviderFixture(
  slug: string,
  target: Omit<Target, "secret_id">,
  secret: string,
): Promise<ProviderFixture> {
  const provider = await startUpstreamDouble();
  const origin = provider.url;
  const fixture = await openInferenceFixture({
    config: {
      upstreamOrigins: originsAt(origin, { VERTEX: `${origin}/{location}` }),
    },
  });
  const saved = await fixture.manage("POST", "/v1/secrets", { name: "provider", value: secret });
  const targets = [{ ...target, secret_id: saved["id"] }];
  await fixture.manage("POST", "/v1/gateway/endpoints", { slug, targets });
  const { client } = await fixture.addGroup({ models: [{ slug }] });
  return {
    provider,
    fixture,
    client,
    async close() {
      await fixture.close();
      await provider.close();
    },
  };
}
