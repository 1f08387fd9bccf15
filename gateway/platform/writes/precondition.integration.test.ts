import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import {
  addGroup,
  dumpTables,
  groupsPath,
  mintKey,
  tokensPerMinute,
} from "../../testing/test-groups";
import type { TestAnswer } from "../../testing/test-request";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway();
});
afterAll(() => gateway.close());

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  gateway.inject(method, path, { key: gateway.managementKey, body, headers });
const write = (method: string, path: string, tag: string, body?: unknown) =>
  send(method, path, body, { "if-match": tag });
const readTag = ({ headers }: TestAnswer) => {
  expect(headers["etag"]).toMatch(/^"[\x21\x23-\x7e]+"$/);
  return String(headers["etag"]);
};

const baseten = (model_id: string) => ({ provider: "BASETEN", model_id });
const endpointsPath = "/v1/gateway/endpoints";
const settings = "/v1/gateway/webhooks/settings";
let made = 0;
const fresh = (name: string) => `${name}-${++made}`;

async function newGroup() {
  return `${groupsPath}/${(await addGroup(gateway, fresh("group"))).id}`;
}
async function newEndpoint() {
  const body = { slug: `acme/${fresh("e")}`, targets: [baseten("abc")] };
  return `${endpointsPath}/${(await send("POST", endpointsPath, body)).json.id}`;
}

/** Of each thing that has a read of its own and a write that changes it. */
const edits = [
  {
    name: "a group's name",
    make: newGroup,
    method: "PATCH",
    body: (value: string) => ({ metadata: { name: value } }),
    valueIn: (json: TestAnswer["json"]) => json.metadata.name,
  },
  {
    name: "a group's models",
    make: newGroup,
    method: "PATCH",
    body: (value: string) => ({ models: [tokensPerMinute(5, `acme/${value}`)] }),
    valueIn: (json: TestAnswer["json"]) => json.models[0].slug.slice(5),
  },
  {
    name: "an endpoint's slug",
    make: newEndpoint,
    method: "PATCH",
    body: (value: string) => ({ slug: `acme/${value}` }),
    valueIn: (json: TestAnswer["json"]) => json.slug.slice(5),
  },
  {
    name: "an endpoint's target",
    make: newEndpoint,
    method: "PATCH",
    body: (value: string) => ({ targets: [baseten(value)] }),
    valueIn: (json: TestAnswer["json"]) => json.targets[0].model_id,
  },
  {
    name: "the webhook's address",
    make: async () => settings,
    method: "PUT",
    body: (value: string) => ({ url: `https://example.com/${value}` }),
    valueIn: (json: TestAnswer["json"]) => json.url.slice(20),
  },
];

describe("case 59: never over what somebody else saved, at any timing", () => {
  test.each(edits)(
    "of writers of $name who read the same, one is taken and the rest get 412",
    async ({ make, method, body, valueIn }) => {
      const path = await make();
      for (let round = 0; round < 5; round += 1) {
        const tag = readTag(await send("GET", path));
        const values = [1, 2, 3, 4].map(() => fresh("v"));
        const answers = await Promise.all(values.map((v) => write(method, path, tag, body(v))));
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
        const winner = values[answers.findIndex(({ status }) => status === 200)];
        const current = await send("GET", path);
        expect(valueIn(current.json)).toBe(winner);
        for (const refused of answers.filter(({ status }) => status === 412)) {
          expect(refused.json).toMatchObject({ code: "PRECONDITION_FAILED" });
          expect(valueIn(refused.json.current)).toBe(winner);
        }
        expect(answers.map(({ headers }) => headers["etag"])).toContain(readTag(current));
      }
    },
  );

  test.each(edits.slice(0, 4))(
    "a deletion over a change of $name is a 412, and deletes nothing",
    async ({ make, method, body }) => {
      const path = await make();
      const tag = readTag(await send("GET", path));
      const changed = await send(method, path, body(fresh("v")));
      const before = await dumpTables(gateway.db);
      expect((await write("DELETE", path, tag)).status).toBe(412);
      expect(await dumpTables(gateway.db)).toBe(before);
      expect((await write("DELETE", path, readTag(changed))).status).toBe(200);
      expect((await write("DELETE", path, tag)).status).toBe(404);
    },
  );

  test("a webhook is made once, turned once and removed as it was seen", async () => {
    await send("DELETE", settings);
    const none = readTag(await send("GET", settings));
    const makers = ["a", "b", "c"].map((at) => ({ url: `https://example.com/${at}` }));
    const answers = await Promise.all(makers.map((body) => write("PUT", settings, none, body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    const onlyNew = { "if-none-match": "*" };
    expect((await send("PUT", settings, { url: "https://x.com" }, onlyNew)).status).toBe(412);
    for (const [verb, body] of [["rotate", {}], ["pause"], ["resume"]] as const) {
      const seen = readTag(await send("GET", settings));
      const turned = await Promise.all(
        [1, 2].map(() => write("POST", `${settings}/${verb}`, seen, body)),
      );
      expect(turned.map(({ status }) => status).sort()).toEqual([200, 412]);
      expect((await write("DELETE", settings, seen)).status).toBe(412);
    }
    const seen = readTag(await send("GET", settings));
    expect((await write("DELETE", settings, seen)).status).toBe(200);
    expect((await send("PUT", settings, { url: "https://x.com" }, onlyNew)).status).toBe(200);
  });

  test("a secret is rotated and deleted as it was seen, and made only where there is none", async () => {
    const name = fresh("secret");
    const save = (value: string, headers: Record<string, string> = {}) =>
      send("POST", "/v1/secrets", { name, value }, headers);
    const onlyNew = { "if-none-match": "*" };
    const makers = await Promise.all(["a", "b", "c"].map((value) => save(value, onlyNew)));
    expect(makers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    const tag = readTag(makers.find(({ status }) => status === 200) ?? (await save("never")));
    const rotations = await Promise.all(["d", "e"].map((v) => save(v, { "if-match": tag })));
    expect(rotations.map(({ status }) => status).sort()).toEqual([200, 412]);
    const refused = rotations.find(({ status }) => status === 412);
    expect(refused?.json.current).toMatchObject({ name });
    expect((await write("DELETE", `/v1/secrets/${name}`, tag)).status).toBe(412);
    expect((await write("DELETE", `/v1/secrets/${name}`, "*")).status).toBe(200);
  });

  test("what is not there any more is not made again by who saw it: a secret", async () => {
    for (const [at, tag] of ['"seen"', "*"].entries()) {
      const name = fresh("gone");
      const path = at === 0 ? "/v1/secrets" : `/v1/teams/${gateway.workspaceId}/secrets`;
      const answer = await write("POST", path, tag, { name, value: "v" });
      expect(answer.status, answer.text).toBe(412);
      expect(answer.json.current).toBeNull();
      expect((await send("GET", "/v1/secrets")).text).not.toContain(name);
    }
  });

  test("If-None-Match: * changes and removes nothing that is there", async () => {
    await send("PUT", settings, { url: "https://example.com/there" });
    const [group, endpoint] = [await newGroup(), await newEndpoint()];
    const key = `${group}/api_keys/${(await send("POST", `${group}/api_keys`, {})).json.prefix}`;
    await send("POST", "/v1/secrets", { name: "there", value: "v" });
    const before = await dumpTables(gateway.db);
    for (const [method, path, body] of [
      ["PATCH", group, { metadata: { name: "over" } }],
      ["DELETE", group],
      ["PATCH", endpoint, { slug: "acme/over" }],
      ["DELETE", endpoint],
      ["DELETE", key],
      ["DELETE", "/v1/secrets/there"],
      ["POST", "/v1/secrets", { name: "there", value: "over" }],
      ["DELETE", settings],
      ["PUT", settings, { url: "https://example.com/over" }],
      ["POST", `${settings}/rotate`, {}],
      ["POST", `${settings}/pause`],
    ] as const) {
      const answer = await send(method, path, body, { "if-none-match": "*" });
      expect(answer.status, `${method} ${path} ${answer.text}`).toBe(412);
    }
    expect(await dumpTables(gateway.db)).toBe(before);
  });

  test("keys, which never change, are revoked by their tag and by no other", async () => {
    const group = await addGroup(gateway, fresh("group"));
    const { prefix } = await mintKey(gateway, group, "mine");
    const path = `${groupsPath}/${group.id}/api_keys/${prefix}`;
    const tag = readTag(await send("GET", path));
    expect((await write("DELETE", path, '"another"')).json.current).toMatchObject({ prefix });
    expect((await write("DELETE", path, tag)).status).toBe(200);
    const managementKeys = "/v1/gateway/management_keys";
    const key = await send("POST", managementKeys, { name: "k" });
    const of = `${managementKeys}/${key.json.id}`;
    expect((await write("DELETE", of, '"another"')).status).toBe(412);
    expect((await write("DELETE", of, readTag(key))).status).toBe(200);
  });
});

describe("If-Match is read as RFC 9110 has it", () => {
  let path = "";
  let tag = "";
  beforeAll(async () => {
    path = await newGroup();
    tag = readTag(await send("GET", path));
  });
  // The name that is there already: the tag stays.
  const same = { metadata: { name: null } };

  test.each([
    ["*", () => "*"],
    ["the tag", () => tag],
    ["a list with the tag", () => `"x", ${tag}`],
    ["a list without blanks, a comma in a tag", () => `"a,b",${tag},"c"`],
    ["empty elements", () => ` , ${tag},,`],
    ["the tag beside its weak form", () => `W/${tag}, ${tag}`],
  ])("%s is taken", async (_name, header) => {
    expect((await write("PATCH", path, header(), same)).status).toBe(200);
  });

  test.each([
    ["another tag", () => '"x"'],
    ["the tag's weak form", () => `W/${tag}`],
    ["an empty tag", () => '""'],
    ["the tag within another", () => `"x${tag.slice(1)}`],
  ])("%s is a 412", async (_name, header) => {
    expect((await write("PATCH", path, header(), same)).status).toBe(412);
  });

  test.each([
    ["nothing", () => ""],
    ["a comma", () => ","],
    ["no quotation marks", () => tag.slice(1, -1)],
    ["one quotation mark", () => tag.slice(0, -1)],
    ["* among tags", () => `*, ${tag}`],
    ["two tags without a comma", () => `${tag} ${tag}`],
    ["a lower-case weak tag", () => `w/${tag}`],
    ["many blanks", () => `${" ".repeat(12_000)}x`],
  ])("%s is a 400, and nothing is written", async (_name, header) => {
    const answer = await write("PATCH", path, header(), { metadata: { name: "over" } });
    expect(answer.status, answer.text).toBe(400);
    expect(answer.json.message).toContain("If-Match");
    expect((await send("GET", path)).json.metadata.name).toBeNull();
  });

  test("a limit of an ancestor, a child, a key and what include adds are no part of the tag", async () => {
    const parent = await addGroup(gateway, fresh("parent"), { models: [tokensPerMinute(100)] });
    const child = await addGroup(gateway, fresh("child"), { parent });
    const of = `${groupsPath}/${child.id}`;
    const before = readTag(await send("GET", of));
    await send("PATCH", `${groupsPath}/${parent.id}`, { models: [tokensPerMinute(50)] });
    await addGroup(gateway, fresh("below"), { parent: child });
    await mintKey(gateway, child);
    expect(readTag(await send("GET", `${of}?include=child_count,ancestors`))).toBe(before);
  });
});
