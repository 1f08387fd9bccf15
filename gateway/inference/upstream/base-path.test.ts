import { expect, test } from "vitest";
import { createEndpointBody } from "../../contracts/endpoint";
import { toDetails } from "../../contracts/leaves/to-details";
import { originsAt } from "../../testing/upstream-origins";
import { toUpstreamRoute } from "./upstream-route";

const target = {
  provider: "OPENAI_COMPATIBLE" as const,
  base_url: "https://x.example",
  secret_id: "s",
  target_model: "m",
};
const read = (more: object) =>
  createEndpointBody.safeParse({ slug: "acme/x", targets: [{ ...target, ...more }] });

test.each([
  ["https://x.example", undefined, "/v1"],
  ["https://x.example", null, "/v1"],
  ["https://x.example/", "/v1", "/v1"],
  ["https://x.example/v1/", "/v1", "/v1"],
  ["https://x.example/proxy", undefined, "/proxy/v1"],
  ["https://x.openai.azure.com", "/openai/v1", "/openai/v1"],
  ["https://api.groq.com", "/openai/v1/", "/openai/v1"],
  ["https://api.groq.com/openai/v1", "/openai/v1", "/openai/v1"],
  ["https://api.groq.com/openai", "/v1", "/openai/v1"],
  ["https://open.bigmodel.cn", " /api/paas/v4 ", "/api/paas/v4"],
  ["https://generativelanguage.googleapis.com", "/v1beta/openai", "/v1beta/openai"],
  ["https://dashscope.aliyuncs.com/", "/compatible-mode/v1", "/compatible-mode/v1"],
  ["https://in.example/models/a", "/v2.1", "/models/a/v2.1"],
  ["https://in.example/my/v1", "/v1beta", "/my/v1/v1beta"],
  ["https://in.example/xv4", "/v4", "/xv4/v4"],
  ["https://in.example/a/b/", "/", "/a/b"],
  ["http://127.0.0.1:9", "/", ""],
  ["https://in.example", "/~me/(a):b@1,2=3", "/~me/(a):b@1,2=3"],
])("operations of %s with the base path %s begin at %s", (base_url, base_path, basePath) => {
  const parsed = read({ base_url, base_path });
  const [written] = parsed.data?.targets ?? [];
  if (!written) throw new Error(parsed.error?.message);
  const config = { upstreamOrigins: originsAt("") };
  const { address } = toUpstreamRoute(config, { workspaceId: "w", slug: "a/b", target: written });
  expect(address).toEqual({ origin: new URL(base_url).origin, basePath });
});

test.each<[unknown, string]>([
  ["", "nothing"],
  ["v1", "no slash before it"],
  ["//evil.example/v1", "a host"],
  ["/a//b", "an empty segment"],
  ["/v1//", "two slashes at its end"],
  ["//", "slashes alone"],
  ["/..", "a parent"],
  ["/a/../b", "a parent in the middle"],
  ["/a/./b", "a dot"],
  ["/a/.../b", "three dots"],
  ["/a/..", "a parent at its end"],
  ["/a/%2e%2e/b", "an encoded parent"],
  ["/a%2Fb", "an encoded slash"],
  ["/a%5cb", "an encoded backslash"],
  ["/a\\b", "a backslash"],
  ["/a;b", "a parameter"],
  ["/v1?key=1", "a query"],
  ["/v1#x", "a fragment"],
  ["/v 1", "a blank"],
  ["/v1\n/x", "a line feed"],
  ["/ü", "what is not ASCII"],
  ["https://x.example/v1", "a whole address"],
  ["/v1/chat/completions", "the path of an operation"],
  ["/openai/v1/Chat/Completions/", "the path of an operation in capitals"],
  [`/${"a".repeat(512)}`, "more than 512 characters"],
  [7, "a number"],
])("the base path %j holds %s and is a 400 on base_path", (base_path, _what) => {
  const paths = read({ base_path }).error?.issues.map(({ path }) => path.join("."));
  expect(paths).toContain("targets.0.base_path");
});

test.each(["OPENAI", "ANTHROPIC", "BASETEN", "BASETEN_MODEL_API", "VERTEX"])(
  "%s has its own place: a base path is not allowed for it",
  (provider) => {
    const { error } = read({ provider, base_path: "/v1" });
    expect(toDetails(error?.issues ?? [])).toContainEqual({
      path: "targets.0.base_path",
      message: `base_path is not allowed for ${provider}`,
    });
  },
);
