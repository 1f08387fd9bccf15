import fc from "fast-check";
import { expect, test } from "vitest";
import { walkJson } from "./json-walk";

const quiet = { open() {}, close() {}, key() {}, string() {}, scalar() {} };

function findEnd(json: string): number | undefined {
  const walk = walkJson(Buffer.from(json), 0, quiet);
  for (let step = walk.next(); ; step = walk.next()) if (step.done) return step.value;
}
const isJson = (json: string) => {
  const end = findEnd(json);
  return end !== undefined && /^[ \t\r\n]*$/.test(Buffer.from(json).toString("utf8", end));
};
const parses = (json: string) => {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
};

const noise = fc.constantFrom(
  ...['"', "\\", "{", "}", "[", "]", ",", ":", " ", "\n", "\u0001", "\\u12", "\\x", "\\uD83D"],
  ...["0", "-", "01", ".", "1.", "1e", "1e+5", "e", "tru", "true", "null", "nul", "NaN", "é", "👋"],
);

test("what JSON.parse takes is taken, and nothing else", () => {
  const change = fc.tuple(fc.nat(), fc.nat(3), fc.option(noise, { nil: "" }));
  const document = fc.oneof(
    fc.json(),
    fc.array(noise).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(document, fc.array(change, { maxLength: 3 }), (json, changes) => {
      let text = json;
      for (const [place, gone, added] of changes) {
        const at = place % (text.length + 1);
        text = text.slice(0, at) + added + text.slice(at + gone);
      }
      const written = Buffer.from(text).toString("utf8");
      expect(isJson(written)).toBe(parses(written));
    }),
    { numRuns: 5_000 },
  );
});

test("texts, names and scalars are told as they stand, wherever a turn ends", () => {
  const long = "x".repeat(300_000);
  const digits = "1".repeat(300_000);
  const json = `{"a":"${long}","${long}":[${digits},true,"\\"${long}\\\\"],"b":{}}`;
  const bytes = Buffer.from(json);
  for (const isKnown of [false, true]) {
    const heard: string[] = [];
    const say = (start: number, end: number) => heard.push(bytes.toString("utf8", start, end));
    const visitor = { open() {}, close() {}, key: say, string: say, scalar: say };
    const walk = walkJson(bytes, 0, visitor, { isKnown });
    let turns = 0;
    while (!walk.next().done) turns++;
    expect(turns).toBeGreaterThan(0);
    expect(heard).toEqual(["a", long, long, digits, "true", `\\"${long}\\\\`, "b"]);
  }
});
