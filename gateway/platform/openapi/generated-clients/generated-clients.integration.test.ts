import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type InferenceFixture, openInferenceFixture } from "../../../testing/inference-fixture";
import { generateClients } from "./generate-clients";
import { type OperationInput, operationInputs } from "./operation-inputs";

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string }[];
  requestBody?: object;
}
/** A generated client's function; each generator has its own order of arguments. */
type Call = (...input: unknown[]) => Promise<{
  response?: Response;
  status?: number;
  data?: unknown;
  error?: unknown;
}>;

let fixture: InferenceFixture;
let folder: string;
let operations: Operation[];

beforeAll(async () => {
  fixture = await openInferenceFixture();
  const { text, json } = await fixture.gateway.inject("GET", "/v1/spec");
  operations = Object.values(json.paths as Record<string, Record<string, Operation>>).flatMap(
    (methods) => Object.values(methods),
  );
  folder = await generateClients(text);
}, 600_000);
afterAll(() => fixture.close());

/** TypeScript of the generated client, as a module of this process. */
async function load(entry: string): Promise<Record<string, Call>> {
  const outfile = join(folder, `${entry.replace(/\W/g, "-")}.mjs`);
  await build({
    ...{ entryPoints: [join(folder, entry)], bundle: true, platform: "node", format: "esm" },
    ...{ outfile, logLevel: "silent" },
  });
  return import(/* @vite-ignore */ `${outfile}?${Date.now()}`);
}

const bearer = ({ key, headers }: OperationInput) => ({
  ...headers,
  authorization: `Bearer ${key ?? fixture.gateway.managementKey}`,
});

describe("case 69: clients that generators make", () => {
  it("cover every operation of the document", () => {
    expect(Object.keys(operationInputs).sort()).toEqual(
      operations.map(({ operationId }) => operationId).sort(),
    );
  });

  it("of @hey-api/openapi-ts call each operation", async () => {
    const client = await load("hey-api/index.ts");
    for (const { operationId } of operations) {
      const input = await operationInputs[operationId]?.(fixture);
      const answer = await client[operationId]?.({
        ...{ baseUrl: fixture.gateway.url, headers: input?.headers },
        ...{ path: input?.path, query: input?.query, body: input?.body },
        auth: () => input?.key ?? fixture.gateway.managementKey,
      });
      const said = `${operationId}: ${JSON.stringify(answer?.error ?? answer?.data)}`;
      expect(answer?.response?.status, said).toBe(input?.status ?? 200);
    }
  });

  it("of orval call each operation", async () => {
    const client = await load("orval/api.ts");
    const realFetch = globalThis.fetch;
    // Its addresses are those of the document: below this host.
    globalThis.fetch = (address, init) =>
      realFetch(new URL(String(address), fixture.gateway.url), init);
    try {
      for (const { operationId, parameters = [], requestBody } of operations) {
        const input = (await operationInputs[operationId]?.(fixture)) ?? {};
        const paths = parameters
          .filter((parameter) => parameter.in === "path")
          .map(({ name }) => encodeURIComponent(input.path?.[name] ?? ""));
        const hasQuery = parameters.some((parameter) => parameter.in === "query");
        const { status, data } =
          (await client[operationId]?.(
            ...paths,
            ...(requestBody ? [input.body] : []),
            ...(hasQuery ? [input.query] : []),
            { headers: bearer(input) },
          )) ?? {};
        expect(status, `${operationId}: ${JSON.stringify(data)}`).toBe(input.status ?? 200);
      }
    } finally {
      globalThis.fetch = realFetch;
    }
  });
});
