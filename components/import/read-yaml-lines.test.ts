import { describe, expect, it } from "vitest";
import { isYaml } from "./is-yaml";
import { groupsOfLines, parseGroupFile } from "./parse-group-file";
import { readYamlLines } from "./read-yaml-lines";

async function findProblems(text: string) {
  const read = readYamlLines(text);
  if (!read.ok) return read.problems;
  const groups = await groupsOfLines(read.lines);
  return groups.ok ? [] : groups.problems;
}

async function parseGroups(text: string) {
  const read = readYamlLines(text);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join());
  const groups = await groupsOfLines(read.lines);
  if (!groups.ok) throw new Error(groups.problems.map(({ message }) => message).join());
  return groups.groups;
}

const tree = `# Customers
- external_id: acme
  name: Acme Corp
  mode: cascading
  models:
    - slug: acme/glm
      tokens_per_minute: 1m
      requests_per_minute: 0
      tokens_per_day: 50_000_000
    - {slug: acme/small, tokens_per_second: 250, requests_per_day: "1,000"}
  children:
    - external_id: team
      name: 007
      models: [acme/glm]
`;

describe("a YAML file of groups", () => {
  it("says what a CSV of the same groups says", async () => {
    const csv = await parseGroupFile(
      [
        "external_id,name,parent,mode,slug,tokens_per_second,tokens_per_minute,requests_per_minute,tokens_per_day,requests_per_day",
        "acme,Acme Corp,,cascading,acme/glm,,1m,0,50_000_000,",
        'acme,,,,acme/small,250,,,,"1,000"',
        "team,007,acme,,acme/glm,,,,,",
      ].join("\n"),
    );
    if (!csv.ok) throw new Error("the CSV is wrong");
    const said = (groups: typeof csv.groups) =>
      groups.map((group) => ({ ...group, line: 0, parent: group.parent ?? null }));
    const groups = await parseGroups(tree);
    expect(said(groups)).toEqual(said(csv.groups));
    expect(groups.map(({ line }) => line)).toEqual([2, 12]);
  });

  it("leaves alone what it does not say, and tells that from what is blank", async () => {
    const [bare, blank, empty, quoted] = await parseGroups(
      'groups:\n  - external_id: a\n  - external_id: b\n    name:\n    parent: ~\n    models:\n  - external_id: c\n    models: []\n  - external_id: d\n    name: "null"\n',
    );
    expect(bare).toMatchObject({ name: undefined, parent: undefined, models: undefined });
    expect(blank).toMatchObject({ name: null, parent: null, models: [] });
    expect(empty).toMatchObject({ models: [] });
    expect(quoted).toMatchObject({ name: "null" });
  });

  it("may be JSON", async () => {
    const [group] = await parseGroups(
      '[{"external_id": "a", "name": "tab\\there \\u00fc", "models": [{"slug": "acme/glm", "tokens_per_day": 5}]}]',
    );
    expect(group).toMatchObject({
      name: "tab\there ü",
      models: [{ slug: "acme/glm", usage_limits: [{ threshold: 5 }] }],
    });
  });

  it.each([
    ["nothing", "# nothing\n", null, /no groups/],
    ["an empty list", "[]", null, /no groups/],
    ["a single group", "external_id: a\nname: b", 1, /must be a list of groups/],
    ["another key above", "customers:\n  - external_id: a", 1, /“customers” of the file/],
    ["no external_id", "- external_id: a\n- name: b", 2, /external_id is blank/],
    ["a misspelt field", "- external_id: a\n  nam: b", 2, /“nam” of a group.*children/],
    ["a limit of the group", "- external_id: a\n  tokens_per_day: 5", 2, /“tokens_per_day”/],
    ["a misspelt limit", "- external_id: a\n  models: [{slug: a/b, tokens: 5}]", 2, /“tokens”/],
    ["a field twice", "- external_id: a\n  name: b\n  name: c", 3, /name is there twice/],
    ["a group twice", "- external_id: a\n- external_id: a", 2, /a is there twice/],
    ["a model without a slug", "- external_id: a\n  models:\n    - {}", 3, /has no slug/],
    ["models that are no list", "- external_id: a\n  models:\n    b: c", 2, /list of slugs/],
    ["children that are no list", "- external_id: a\n  children: b", 2, /children of a must/],
    ["a group that is text", "- external_id: a\n- b", 2, /must be fields/],
    ["a list for a name", "- external_id: a\n  name: [b]", 2, /name must be one value/],
    [
      "another parent",
      "- external_id: a\n  children:\n    - external_id: b\n      parent: c",
      4,
      /“c”/,
    ],
    [
      "a wrong number",
      "- external_id: a\n  models:\n    - slug: a/b\n      tokens_per_day: x",
      3,
      /“x”/,
    ],
    ["a wrong mode", "\n- external_id: a\n  mode: SHARED", 2, /mode is “SHARED”/],
    ["an alias", "- external_id: &a b\n- external_id: c\n  name: *a", 3, /alias \(\*a\)/],
    ["a group that is an alias", "- &a\n  external_id: b\n- *a", 3, /must be fields/],
    ["a merge", "- &a {external_id: b}\n- external_id: c\n  <<: *a", 3, /“<<”/],
    ["a tag", "- external_id: !env SECRET", 1, /not YAML/],
    ["bad indentation", "- external_id: a\n name: b", 2, /not YAML/],
    ["tabs", "- external_id: a\n  models:\n\t- slug: b/c", 3, /use spaces/],
    ["an open quotation mark", '- external_id: "a', 1, /not YAML/],
    ["two documents", "- external_id: a\n---\n- external_id: b", 2, /several documents/],
  ])("with %s is refused at its line", async (_, text, line, message) => {
    const problems = await findProblems(text);
    expect(problems[0]?.line).toBe(line);
    expect(problems[0]?.message).toMatch(message);
  });

  it("is refused with a sixth level, and not followed into the depth", async () => {
    let text = "";
    for (let level = 0; level < 6; level += 1) {
      const indent = "    ".repeat(level);
      text += `${indent}- external_id: g${level}\n${indent}  children:\n`;
    }
    expect(await findProblems(text)).toEqual([
      { line: 10, message: expect.stringContaining("level 6") },
    ]);
    expect((await findProblems("[".repeat(20_000)))[0]?.message).toMatch(/nested too deeply/);
  });

  it("grows by no alias, whatever it doubles", async () => {
    const bomb = ["a: &a0 x"];
    for (let at = 1; at < 60; at += 1) bomb.push(`b${at}: &a${at} [*a${at - 1}, *a${at - 1}]`);
    bomb.push("groups: *a59");
    expect((await findProblems(bomb.join("\n"))).at(0)?.message).toMatch(/must be a list/);
    expect((await findProblems("groups: &a [*a]"))[0]?.message).toMatch(/must be fields/);
  });
});

describe("YAML is told from a CSV", () => {
  it.each([
    ["- external_id: a", true],
    ["\n\n-\n  external_id: a", true],
    ["groups:\n  - external_id: a", true],
    ["external_id: a", true],
    ["# head\nexternal_id: a", true],
    ["---\n- external_id: a", true],
    ['\uFEFF[{"external_id": "a"}]', true],
    ["external_id\nacme", false],
    ["external_id,name\nacme,a: b", false],
    ["External_ID;name\n-team;x", false],
    ['"external_id"\tname', false],
    ["", false],
  ])("%j", async (text, expected) => {
    expect(isYaml(text)).toBe(expected);
  });
});
