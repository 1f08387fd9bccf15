import { describe, expect, it } from "vitest";
import { parseGroupFile } from "./parse-group-file";

async function findProblems(text: string) {
  const parsed = await parseGroupFile(text);
  return parsed.ok ? [] : parsed.problems;
}

describe("a file of groups", () => {
  it("gives each group its lines, with every kind of limit", async () => {
    const parsed = await parseGroupFile(
      [
        "external_id,name,parent,mode,slug,tokens_per_second,tokens_per_minute,requests_per_second,requests_per_minute,tokens_per_day,requests_per_day",
        "acme,Acme Corp,,cascading,acme/glm,,1m,,0,50_000_000,",
        'acme,,,,acme/small,250,,,"1,000",,7',
        "team,Team,acme,,acme/glm,,,5,,,",
      ].join("\r\n"),
    );
    expect(parsed).toEqual({
      ok: true,
      groups: [
        {
          line: 2,
          externalId: "acme",
          name: "Acme Corp",
          parent: null,
          mode: "CASCADING",
          models: [
            {
              slug: "acme/glm",
              rate_limits: [
                { type: "TOKEN", unit: "MINUTE", threshold: 1_000_000 },
                { type: "REQUEST", unit: "MINUTE", threshold: 0 },
              ],
              usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 50_000_000 }],
            },
            {
              slug: "acme/small",
              rate_limits: [
                { type: "TOKEN", unit: "SECOND", threshold: 250 },
                { type: "REQUEST", unit: "MINUTE", threshold: 1_000 },
              ],
              usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 7 }],
            },
          ],
        },
        {
          line: 4,
          externalId: "team",
          name: "Team",
          parent: "acme",
          mode: undefined,
          models: [
            {
              slug: "acme/glm",
              rate_limits: [{ type: "REQUEST", unit: "SECOND", threshold: 5 }],
              usage_limits: [],
            },
          ],
        },
      ],
    });
  });

  it("does not say what it has no column for", async () => {
    expect(await parseGroupFile("external_id\nacme")).toEqual({
      ok: true,
      groups: [
        {
          line: 2,
          externalId: "acme",
          name: undefined,
          parent: undefined,
          mode: undefined,
          models: undefined,
        },
      ],
    });
  });

  it.each([
    ["semicolons", "external_id;name\nacme;Acme, Inc."],
    ["tabs", "external_id\tname\nacme\tAcme, Inc."],
    ["a byte order mark and capitals", '\uFEFFExternal_ID, Name\nacme,"Acme, Inc."'],
    ["blank lines", 'external_id,name\n\n,\nacme,"Acme, Inc."\n\n'],
    ["a cell that spreadsheets must not run", "external_id;name\n'=acme;Acme, Inc."],
  ])("may have %s", async (_, text) => {
    const parsed = await parseGroupFile(text);
    expect(parsed.ok && parsed.groups.map(({ externalId, name }) => [externalId, name])).toEqual([
      [text.includes("=acme") ? "=acme" : "acme", "Acme, Inc."],
    ]);
  });

  it.each([
    ["nothing", "", null, /no groups/],
    ["a head alone", "external_id,name\n", null, /no groups/],
    ["no external_id", "name\nAcme", 1, /external_id is missing/],
    ["a misspelt column", "external_id,token_per_minute\nacme,5", 1, /“token_per_minute”/],
    ["a column twice", "external_id,name,name\nacme,a,b", 1, /name is there twice/],
    ["a blank id", "external_id,name\n,Acme", 2, /external_id is blank/],
    ["too many cells", "external_id,name\nacme,Acme, Inc.", 2, /3 cells and the head 2/],
    ["an open quotation mark", 'external_id,name\nacme,"Acme', 2, /quotation mark/],
    ["a wrong mode", "external_id,mode\nacme,SHARED", 2, /mode is “SHARED”/],
    [
      "a wrong number",
      "external_id,slug,tokens_per_day\nacme,acme/glm,lots",
      2,
      /tokens_per_day is “lots”/,
    ],
    [
      "a wrong rate",
      "external_id,slug,tokens_per_minute\nacme,acme/glm,lots",
      2,
      /tokens_per_minute is “lots”/,
    ],
    ["a wrong slug", "external_id,slug\nacme,glm", 2, /slug/],
    ["a limit without a slug", "external_id,slug,tokens_per_day\nacme,,5", 2, /slug is blank/],
    [
      "a limit without a column for it",
      "external_id,tokens_per_day\nacme,5",
      2,
      /needs the column slug/,
    ],
    ["a slug twice", "external_id,slug\nacme,acme/glm\nacme,acme/glm", 3, /acme\/glm twice/],
    ["two names for one group", "external_id,name\nacme,A\nacme,B", 3, /“B” here and “A” above/],
    [
      "both rates",
      "external_id,slug,tokens_per_second,tokens_per_minute\nacme,acme/glm,5,6",
      2,
      /both set/,
    ],
  ])("with %s is refused at its line", async (_, text, line, message) => {
    const problems = await findProblems(text);
    expect(problems.map((problem) => problem.line)).toEqual([line]);
    expect(problems[0]?.message).toMatch(message);
  });

  it("tells all that is wrong, in the order of the lines", async () => {
    const text =
      "external_id,mode,slug,tokens_per_day\na,,acme/glm,x\n,,acme/glm,\nb,WRONG,acme/glm,y";
    expect((await findProblems(text)).map(({ line }) => line)).toEqual([2, 3, 4, 4]);
  });

  it("of more than 2,000 groups is refused as a whole", async () => {
    const ids = Array.from({ length: 2_001 }, (_, index) => `cust_${index}`);
    expect(await findProblems(["external_id", ...ids].join("\n"))).toEqual([
      { line: null, message: expect.stringContaining("2001 groups") },
    ]);
  });

  it.each(["\n", "\r\n", "\r"])("case 63: may end its lines with %j", async (end) => {
    const read = await parseGroupFile(["external_id;slug", "a;acme/x", "b;acme/x", ""].join(end));
    expect(read).toMatchObject({ ok: true, groups: [{ externalId: "a" }, { externalId: "b" }] });
  });

  it("case 62: has numbers that are meant, or says at their line what they could mean", async () => {
    const text = 'external_id,slug,tokens_per_day\na,acme/x,250.000\nb,acme/x,"1,00,000"';
    expect(await findProblems(text)).toEqual([
      { line: 2, message: expect.stringContaining("write 250,000 or 250k, or else 250") },
      { line: 3, message: expect.stringContaining("write 100,000 or 100k") },
    ]);
  });
});
