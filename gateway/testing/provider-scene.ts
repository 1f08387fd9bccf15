import type OpenAI from "openai";
import type { Target } from "../contracts/endpoint";
import { type InferenceScene, setInferenceScene } from "./inference-scene";
import { startUpstreamDouble, type UpstreamDouble } from "./upstream-double";

export interface ProviderScene {
  /** Stands in for every provider's own origin. */
  provider: UpstreamDouble;
  scene: InferenceScene;
  client: OpenAI;
  close(): Promise<void>;
}

/** A gateway whose `slug` points to this target, its secret holding `secret`. */
export async function setProviderScene(
  slug: string,
  target: Omit<Target, "secret_id">,
  secret: string,
): Promise<ProviderScene> {
  const provider = await startUpstreamDouble();
  const origin = provider.url;
  const scene = await setInferenceScene({
    config: {
      upstreamOrigins: {
        BASETEN: origin,
        BASETEN_MODEL_API: origin,
        OPENAI: origin,
        ANTHROPIC: origin,
        VERTEX: `${origin}/{location}`,
      },
    },
  });
  const saved = await scene.manage("POST", "/v1/secrets", { name: "provider", value: secret });
  const targets = [{ ...target, secret_id: saved["id"] }];
  await scene.manage("POST", "/v1/gateway/endpoints", { slug, targets });
  const { client } = await scene.addGroup({ models: [{ slug }] });
  return {
    provider,
    scene,
    client,
    async close() {
      await scene.close();
      await provider.close();
    },
  };
}
