import fc from "fast-check";
import { expect, test } from "vitest";
import { editJson, memberEdits } from "./edit-json";
import { readMembers, scanElements, scanMembers } from "./json-members";

const spanText = (json: string) => {
  const bytes = Buffer.from(json);
  return readMembers(bytes)?.map(({ name, valueStart, valueEnd }) => [
    name,
    bytes.toString("utf8", valueStart, valueEnd),
  ]);
};

test("members of any object are found with their values exactly as written", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue()),
      fc.constantFrom(undefined, 1, "\t"),
      (object, indent) => {
        const found = spanText(JSON.stringify(object, null, indent));
        expect(found?.map(([name, value]) => [name, JSON.parse(value ?? "")])).toEqual(
          Object.entries(JSON.parse(JSON.stringify(object))),
        );
      },
    ),
  );
});

test("replacing a member leaves every other byte", () => {
  const json = `{"a" : 12345678901234567890 , "mod\\u0065l":"x\\"}","b":[{"model":"x"}], "é":1.0}`;
  const bytes = Buffer.from(json);
  const edits = memberEdits(readMembers(bytes) ?? [], bytes, "model", '"acme/y"');
  expect(Buffer.concat(editJson(bytes, edits)).toString()).toBe(
    json.replace('"x\\"}"', '"acme/y"'),
  );
});

test("a missing member is put first, into an empty object too", () => {
  for (const [json, expected] of [
    ['{"a":1}', '{"model":"y","a":1}'],
    [" { } ", ' {"model":"y" } '],
  ] as const) {
    const bytes = Buffer.from(json);
    const edits = memberEdits(readMembers(bytes) ?? [], bytes, "model", '"y"');
    expect(Buffer.concat(editJson(bytes, edits)).toString()).toBe(expected);
  }
});

test.each([
  "",
  "[]",
  "1",
  '"a"',
  "{",
  '{"a"',
  '{"a":',
  '{"a":1',
  '{"a":1,}',
  '{"a":1}x',
  '{"a":"',
  "{a:1}",
])("%j is no object", (json) => {
  expect(readMembers(Buffer.from(json))).toBeUndefined();
});

const createObject = (members: number) =>
  Buffer.from(`{${Array.from({ length: members }, (_, index) => `"m${index}":1`).join()}}`);

test("a scan ends at one member more than it may find", () => {
  const found = scanMembers(createObject(5_000), 1_000).next();
  expect(found).toMatchObject({ done: true, value: { length: 1_001 } });
  expect(scanMembers(createObject(1_000), 1_000).next().value).toHaveLength(1_000);
});

test("a scan of many members lets others run", () => {
  const json = createObject(100_000);
  const turns = [...scanMembers(json)].length;
  expect(turns).toBe(Math.floor(json.length / (256 * 1_024)));
});

test("values longer than a quick look are found as short ones are", () => {
  const long = JSON.stringify({
    a: [["x".repeat(5_000), '"'.repeat(3_000)], 1],
    b: "\\".repeat(9),
  });
  expect(spanText(`{"v":${long} , "w":${long}}`)).toEqual([
    ["v", long],
    ["w", long],
  ]);
});

test("elements are found with any space between them", () => {
  const space = " \n\t".repeat(80_000);
  const json = Buffer.from(`[${space}1${space},${space}{"a":[2]}${space}]`);
  const found = [...scanElements(json, { valueStart: 0, valueEnd: json.length })].filter(
    (each) => each !== undefined,
  );
  const texts = found.map(({ valueStart, valueEnd }) =>
    json.toString("utf8", valueStart, valueEnd),
  );
  expect(texts).toEqual(["1", '{"a":[2]}']);
});
