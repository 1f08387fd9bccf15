import { expect, test } from "vitest";
import { originsAt } from "../../testing/upstream-origins";
import { toUpstreamRoute } from "./upstream-route";

const origins = originsAt("", { VERTEX: "https://{location}-aiplatform.googleapis.com" });

test.each([
  ["europe-west4", "https://europe-west4-aiplatform.googleapis.com"],
  ["global", "https://aiplatform.googleapis.com"],
  ["us", "https://aiplatform.us.rep.googleapis.com"],
  ["eu", "https://aiplatform.eu.rep.googleapis.com"],
  ["us-central1", "https://us-central1-aiplatform.googleapis.com"],
])("the location %s of Vertex is at %s", (location, origin) => {
  const target = {
    provider: "VERTEX" as const,
    secret_id: "s",
    target_model: "google/g",
    vertex_config: { project_id: "p", location },
  };
  const route = toUpstreamRoute(
    { upstreamOrigins: origins },
    { workspaceId: "w", slug: "a/b", target },
  );
  expect(route.address).toEqual({
    origin,
    basePath: `/v1/projects/p/locations/${location}/endpoints/openapi`,
  });
});
