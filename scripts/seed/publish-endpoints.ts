import type { CreateEndpointBody } from "../../gateway/contracts/endpoint";
import type { Deps } from "../../gateway/deps";
import { createEndpoint } from "../../gateway/management/endpoints/create-endpoint";
import { saveSecret } from "../../gateway/management/secrets/save-secret";
import type { ManagementContext } from "../../gateway/platform/http/context";
import { findTakenSlugs } from "./slug-store";

type Needed = Pick<Deps, "db" | "ids" | "clock" | "config" | "cipher">;

/** Names of sample models; the last one gets no endpoint, so that pages show a dangling slug. */
const names = ["demo-chat", "glm-5.2", "kimi-k3", "embeddings-xl", "legacy-13b"] as const;

export function sampleSlugs(prefix: string): [string, ...string[]] {
  const [first, ...others] = names;
  return [`${prefix}/${first}`, ...others.map((name) => `${prefix}/${name}`)];
}

/**
 * Publishes the sample's slugs but for the dangling one, where nothing has them yet. The first
 * answers from the bundled demo server.
 */
export async function publishEndpoints(
  deps: Needed,
  context: ManagementContext,
  { slugs, demoPort }: { slugs: [string, ...string[]]; demoPort: number },
): Promise<void> {
  const taken = await findTakenSlugs(deps.db, slugs);
  for (const slug of slugs.slice(0, -1)) {
    if (taken.has(slug)) continue;
    const target =
      slug === slugs[0] && deps.config.allowInsecureUpstreams
        ? await demoTarget(deps, context, demoPort)
        : modelApiTarget(slug);
    await createEndpoint(deps, context, { slug, region: "UNRESTRICTED", targets: [target] });
  }
}

type Target = CreateEndpointBody["targets"][number];

async function demoTarget(
  deps: Needed,
  context: ManagementContext,
  demoPort: number,
): Promise<Target> {
  const secret = await saveSecret(deps, context, { name: "demo", value: "demo-needs-no-key" });
  return {
    provider: "OPENAI_COMPATIBLE",
    base_url: `http://127.0.0.1:${demoPort}`,
    secret_id: secret.id,
    target_model: "demo",
  };
}

function modelApiTarget(slug: string): Target {
  return { provider: "BASETEN_MODEL_API", target_model: slug.slice(slug.indexOf("/") + 1) };
}
