import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyProject, type ProjectCopy } from "./copy-project";

/** The recipe "Add a provider" of docs/extending.md, followed: one whose key signs path and body. */
const row = `  {
    name: "NORTHWIND",
    required: ["model_id", "secret_id"],
    optional: ["target_model"],
    origin: "https://{model_id}.models.northwind.example",
    hint: "A model at Northwind",
  },
`;
const called = `  NORTHWIND: openAiProvider({
    toBase: ({ model_id }, origin) => withBasePath(origin.replace("{model_id}", model_id ?? "")),
    credential: (secret, { path, body }, clock) => [
      "x-signature",
      [secret.length, path, body.length, clock.now()].join(" "),
    ],
  }),
`;

const offered = `import { expect, test } from "vitest";
import { createEndpointBody } from "@/gateway/contracts/endpoint";
import { checkCreate, emptyEndpointForm, fieldsShownFor } from "./endpoint-form-model";
import { providerHints, providers } from "@/gateway/contracts/providers/providers";

const target = { provider: "NORTHWIND" as const, model_id: "m1", secret_id: "sec_1" };

test("the contract takes it with its own fields and no others", () => {
  const take = (more: object) =>
    createEndpointBody.safeParse({ slug: "acme/north", targets: [{ ...target, ...more }] }).success;
  expect([take({}), take({ target_model: "n" })]).toEqual([true, true]);
  expect([take({ base_url: "https://x.io" }), take({ model_id: null })]).toEqual([false, false]);
});

test("the form offers it", () => {
  expect(providers).toContain("NORTHWIND");
  expect(providerHints.NORTHWIND).toBe("A model at Northwind");
  expect(fieldsShownFor("NORTHWIND")).toEqual([
    { field: "secret_id", isRequired: true },
    { field: "target_model", isRequired: false },
    { field: "model_id", isRequired: true },
  ]);
  const form = { ...emptyEndpointForm, ...target, slug: "acme/north" };
  expect(checkCreate(form)).toMatchObject({ ok: true, body: { targets: [target] } });
});
`;

const routed = `import { expect, test } from "vitest";
import { readConfig } from "../../config";
import { toUpstreamRoute } from "./upstream-route";
import { toUpstreamTarget } from "./upstream-target";

const env = {
  DATABASE_URL: "postgres://u@127.0.0.1/h",
  GATEWAY_API_KEY: "0123456789abcdef",
  HEADGATE_ENCRYPTION_KEY: Buffer.alloc(32).toString("base64"),
};
const target = { provider: "NORTHWIND" as const, model_id: "m1", secret_id: "sec_1" };
const toRoute = (more: object) =>
  toUpstreamRoute(readConfig({ ...env, ...more }, "1"), { workspaceId: "w", slug: "a/n", target });

test("the router sends it to its own origin, or to what replaces that", () => {
  const at = (origin: string) => ({ origin, basePath: "/v1" });
  expect(toRoute({}).address).toEqual(at("https://m1.models.northwind.example"));
  const replaced = { GATEWAY_UPSTREAM_NORTHWIND: "http://127.0.0.1:9" };
  expect(toRoute(replaced).address).toEqual(at("http://127.0.0.1:9"));
});

test("its credential signs the path and the body", async () => {
  const secret = async () => "key";
  const tokens = { of: () => { throw new Error("no token is asked for"); } };
  const { credential, isGuarded } = await toUpstreamTarget(tokens, { secret }, toRoute({}));
  expect(isGuarded).toBe(false);
  const sent = { method: "POST" as const, origin: "https://x.io", path: "/v1/p", body: Buffer.from("{}") };
  expect(credential("key", sent, { now: () => 5 })).toEqual(["x-signature", "3 /v1/p 2 5"]);
});
`;

let copy: ProjectCopy;
beforeAll(() => {
  copy = copyProject();
  const rows = "const rows = [\n";
  copy.replace("gateway/contracts/providers/providers.ts", rows, rows + row);
  const openAi = "  OPENAI: ";
  copy.replace("gateway/inference/providers/providers.ts", openAi, called + openAi);
});
afterAll(() => rmSync(copy.folder, { recursive: true, force: true }));

test("a provider is added in two files, and the project type-checks", () => {
  expect(copy.changed.size).toBe(2);
  expect(copy.typeCheck()).toBe("");
});

test("the added provider is taken by the contract and offered by the form, its own fields alone", () => {
  expect(copy.runTest("components/endpoints/added-provider.test.ts", offered)).toBe("");
});

test("the added provider is routed to its origin, and its credential may sign path and body", () => {
  expect(copy.runTest("gateway/inference/upstream/added-provider.test.ts", routed)).toBe("");
});
