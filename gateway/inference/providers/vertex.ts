import { withoutSlash } from "./base-address";
import { openAiProvider } from "./open-ai";

/** Vertex AI's OpenAI-compatible address, with a service account's tokens. */
export const vertex = openAiProvider({
  toBase({ vertex_config }, origin) {
    const { project_id, location } = vertex_config ?? { project_id: "", location: "" };
    const path = `/v1/projects/${project_id}/locations/${location}/endpoints/openapi`;
    return `${toVertexOrigin(origin, location)}${path}`;
  },
  takesTokens: true,
});

/** Google's multi-regions have hosts of another form than its regions have. */
const multiRegionOrigins: ReadonlyMap<string, string> = new Map(
  ["us", "eu"].map((region) => [
    `https://${region}-aiplatform.googleapis.com`,
    `https://aiplatform.${region}.rep.googleapis.com`,
  ]),
);

/** The global location has a host without a prefix. */
function toVertexOrigin(origin: string, location: string): string {
  const pattern = location === "global" ? origin.replace("{location}-", "") : origin;
  const named = withoutSlash(pattern.replaceAll("{location}", location));
  return multiRegionOrigins.get(named) ?? named;
}
