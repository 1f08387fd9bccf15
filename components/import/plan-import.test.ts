import { describe, expect, it } from "vitest";
import type { Group } from "@/gateway/contracts/group";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { isYaml } from "./is-yaml";
import { groupsOfLines, parseGroupFile } from "./parse-group-file";
import { planImport } from "./plan-import";
import { readYamlLines } from "./read-yaml-lines";
import { writeGroupFile } from "./write-group-file";
import { writeYamlFile } from "./write-yaml-file";

const glm = (tokensPerDay?: number): DeclaredModel => ({
  slug: "acme/glm",
  rate_limits: [],
  usage_limits:
    tokensPerDay === undefined ? [] : [{ type: "TOKEN", unit: "DAY", threshold: tokensPerDay }],
});

function group(
  externalId: string,
  change: Partial<Group> & { name?: string; parent?: string } = {},
) {
  const { name = null, parent = null, ...rest } = change;
  return {
    id: `grp_${externalId}`,
    metadata: { external_entity_id: externalId, name },
    models: [glm(100)],
    effective_models: [],
    hierarchy: {
      limit_enforcement: "CASCADING" as const,
      parent_group_id: parent === null ? null : `grp_${parent}`,
    },
    created_at: "2026-01-01T00:00:00Z",
    ...rest,
  };
}

async function plan(text: string, existing: Group[] = [], canCreateRoots = true) {
  const read = isYaml(text) ? readYamlLines(text) : null;
  const file =
    read === null ? await parseGroupFile(text) : read.ok ? await groupsOfLines(read.lines) : read;
  if (!file.ok) throw new Error(file.problems.map(({ message }) => message).join());
  const groups = new Map(existing.map((one) => [one.metadata.external_entity_id, one]));
  return planImport(file.groups, {
    groups,
    canCreateRoots,
    top: null,
    servedSlugs: new Set(["acme/glm"]),
  });
}

const outcomes = (rows: Awaited<ReturnType<typeof plan>>) =>
  rows.map(({ externalId, outcome, reason }) => [externalId, outcome, reason]);

describe("the plan of an import", () => {
  it("creates parents before their children, whatever the order of the file", async () => {
    const rows = await plan(
      "external_id,parent,mode,slug\nsearch,team,,acme/glm\nteam,acme,,acme/glm\nacme,,CASCADING,acme/glm",
    );
    expect(rows.map(({ externalId }) => externalId)).toEqual(["acme", "team", "search"]);
    expect(rows.map(({ step }) => step?.kind === "create" && step.newParent)).toEqual([
      null,
      "acme",
      "team",
    ]);
    const modes = rows.map(
      ({ step }) => step?.kind === "create" && step.body.hierarchy.limit_enforcement,
    );
    expect(modes).toEqual(["CASCADING", "CASCADING", "CASCADING"]);
  });

  it("creates below a group that is there, by its id and in its mode", async () => {
    const [row] = await plan("external_id,parent,slug\nteam,acme,acme/glm", [group("acme")]);
    expect(row?.step).toMatchObject({
      kind: "create",
      newParent: null,
      body: { hierarchy: { parent_group_id: "grp_acme", limit_enforcement: "CASCADING" } },
    });
  });

  it("changes what the file says otherwise, and sends nothing else", async () => {
    const [row] = await plan("external_id,slug,tokens_per_day\nacme,acme/glm,250", [
      group("acme", { name: "Acme" }),
    ]);
    expect(row?.step).toEqual({
      kind: "change",
      groupId: "grp_acme",
      base: { name: "Acme", models: [glm(100)] },
      models: [glm(250)],
    });
    expect(row?.changes).toEqual([
      { what: "acme/glm · Tokens per day", before: "100", after: "250", takesAway: false },
    ]);
  });

  it("says what is taken away: a slug, a lower limit, a block; and what a limit's going is", async () => {
    const small = { ...glm(), slug: "acme/small" };
    const existing = [group("acme", { models: [glm(100), small] })];
    const [row] = await plan(
      "external_id,slug,tokens_per_day,requests_per_day\nacme,acme/glm,0,",
      existing,
    );
    expect(row?.changes).toEqual([
      { what: "acme/glm · Tokens per day", before: "100", after: "blocked", takesAway: true },
      { what: "acme/small", before: "may call", after: "loses access", takesAway: true },
    ]);
    const [open] = await plan("external_id,slug\nacme,acme/glm\nacme,acme/small", existing);
    expect(open?.changes).toEqual([
      { what: "acme/glm · Tokens per day", before: "100", after: "not set", takesAway: false },
    ]);
  });

  it("says of a slug that nobody serves it", async () => {
    const [row] = await plan("external_id,slug\nnew,acme/glm\nnew,acme/gone");
    expect(row?.changes.map(({ what, after }) => [what, after])).toEqual([
      ["acme/glm", "may call"],
      ["acme/gone", "may call, but no endpoint serves it yet"],
    ]);
  });

  it("leaves alone what the file has no column for, and clears a name that it leaves blank", async () => {
    const existing = [group("acme", { name: "Acme" })];
    expect(outcomes(await plan("external_id\nacme", existing))).toEqual([["acme", "same", null]]);
    const [row] = await plan("external_id,name\nacme,", existing);
    expect(row?.step).toMatchObject({ kind: "change", name: null });
  });

  it("refuses what can't be: a move, another mode, no parent, a circle, no model", async () => {
    const existing = [group("acme"), group("team", { parent: "acme" })];
    const rows = await plan(
      [
        "external_id,parent,mode,slug",
        "team,,,acme/glm",
        "acme,,INDEPENDENT,acme/glm",
        "orphan,nobody,,acme/glm",
        "below-orphan,orphan,,acme/glm",
        "hen,egg,,acme/glm",
        "egg,hen,,acme/glm",
        "self,self,,acme/glm",
        "bare,acme,,",
      ].join("\n"),
      existing,
    );
    expect(rows.every(({ outcome, step }) => outcome === "refused" && step === null)).toBe(true);
    expect(Object.fromEntries(rows.map(({ externalId, reason }) => [externalId, reason]))).toEqual({
      team: "It is below acme: a group can't be moved.",
      acme: "It is CASCADING: the mode can't be changed.",
      orphan: "Its parent nobody is neither in this file nor among your groups.",
      "below-orphan": "Its parent orphan is not created.",
      hen: expect.stringMatching(/stands above itself|is not created/),
      egg: expect.stringMatching(/stands above itself|is not created/),
      self: "It stands above itself.",
      bare: "slug is blank: a new group may call one at least.",
    });
  });

  it("refuses what is above its pool, as the pool will be after the import", async () => {
    const text = (pool: number) =>
      `external_id,parent,slug,tokens_per_day\nteam,acme,acme/glm,200\nacme,,acme/glm,${pool}`;
    const existing = [group("acme")];
    expect(outcomes(await plan(text(150), existing))).toEqual([
      ["team", "refused", "acme/glm: 200 tokens per day is above the 150 of acme."],
      ["acme", "change", null],
    ]);
    expect((await plan(text(200), existing)).map(({ outcome }) => outcome)).toEqual([
      "create",
      "change",
    ]);
    const independent = group("acme", {
      hierarchy: { limit_enforcement: "INDEPENDENT", parent_group_id: null },
    });
    expect((await plan(text(150), [independent])).map(({ outcome }) => outcome)).toEqual([
      "create",
      "change",
    ]);
  });

  it("creates no root for who manages one group", async () => {
    const rows = await plan(
      "external_id,parent,slug\nnew,,acme/glm\nteam,acme,acme/glm",
      [group("acme")],
      false,
    );
    expect(rows.map(({ outcome }) => outcome)).toEqual(["refused", "create"]);
  });

  it("finds no difference in what was exported, whatever its names begin with", async () => {
    const models: DeclaredModel[] = [
      {
        slug: "acme/glm",
        rate_limits: [
          { type: "TOKEN", unit: "SECOND", threshold: 0 },
          { type: "REQUEST", unit: "MINUTE", threshold: 60 },
        ],
        usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 9_007_199_254_740_991 }],
      },
      { slug: "acme/small", rate_limits: [], usage_limits: [] },
    ];
    const groups = [
      group("acme", { name: '=SUM("a,b")', models }),
      group("-team", { name: "Müller; Söhne", parent: "acme", models: [] }),
      group("line", { name: "two\nlines", parent: "-team" }),
    ];
    for (const write of [writeGroupFile, writeYamlFile]) {
      expect(outcomes(await plan([...write(groups)].join(""), groups)), write.name).toEqual([
        ["acme", "same", null],
        ["-team", "same", null],
        ["line", "same", null],
      ]);
    }
  });

  it.each([
    "null",
    "~",
    "true",
    "No",
    "007",
    "1e3",
    "- a",
    "a: b",
    "a #b",
    "*a",
    "&a",
    "!a",
    "?",
    " spaces ",
    "\"quoted\" \\ and 'single'",
    "\u0085 \u2028 \ufeff \u007f",
    "😀",
  ])("reads the name %j back from YAML as it was", async (name) => {
    const groups = [group("acme", { name }), group(name, { parent: "acme" })];
    expect(outcomes(await plan([...writeYamlFile(groups)].join(""), groups))).toEqual([
      ["acme", "same", null],
      [name, "same", null],
    ]);
  });

  it("writes a tree as a tree, with the top of a part without its parent", async () => {
    const groups = [
      group("acme", { name: "Acme", parent: "elsewhere" }),
      group("team", { parent: "acme", models: [] }),
    ];
    expect([...writeYamlFile(groups)].join("")).toBe(
      [
        "- external_id: acme",
        "  name: Acme",
        "  mode: CASCADING",
        "  models:",
        "    - slug: acme/glm",
        "      tokens_per_day: 100",
        "  children:",
        "    - external_id: team",
        "      name: null",
        "      mode: CASCADING",
        "      models: []",
        "",
      ].join("\n"),
    );
    expect([...writeYamlFile([])].join("")).toBe("[]\n");
  });
});
