import fc from "fast-check";
import { expect, test } from "vitest";
import { SseSplitter, withData } from "./sse-events";

function split(parts: readonly Buffer[]) {
  const splitter = new SseSplitter();
  return [...parts.flatMap((part) => splitter.push(part)), ...splitter.end()];
}

test("wherever the network cuts, the events are the same and no byte is lost", () => {
  const text = 'data: {"a":"é👋"}\r\n\r\n: note\n\nid: 1\ndata:{"b":\ndata: 1}\n\ndata: [DONE]\n\n';
  const bytes = Buffer.from(text);
  const data = ['{"a":"é👋"}', undefined, '{"b":1}', "[DONE]"];
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
      const ends = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const parts = ends.slice(1).map((end, index) => bytes.subarray(ends[index], end));
      const events = split(parts);
      expect(events.map((event) => event.data?.toString())).toEqual(data);
      expect(Buffer.concat(events.map((event) => event.bytes)).toString()).toBe(text);
    }),
  );
});

test("a last event without its blank line is complete at the end", () => {
  expect(split([Buffer.from("data: 1")]).map((event) => event.bytes.toString())).toEqual([
    "data: 1\n\n",
  ]);
  expect(split([Buffer.from("data: 1\n\n\r\n")])).toHaveLength(2);
});

test.each([
  ["begins with a byte order mark", "\ufeffdata: 1\n\ndata: 2\n\n"],
  ["ends its lines in CR alone", "data: 1\r\rdata: 2\r\r"],
  ["mixes the ends of its lines", "data: 1\r\n\ndata: 2\n\r\n"],
])("a stream that %s is read", (_name, text) => {
  for (const parts of [
    [Buffer.from(text)],
    [...Buffer.from(text)].map((byte) => Buffer.from([byte])),
  ]) {
    expect(split(parts).map(({ data }) => data?.toString())).toEqual(["1", "2"]);
  }
});

test.each(["error", "Error", "upstream_error", "exception"])("an event named %s is one", (name) => {
  expect(split([Buffer.from(`event: ${name}\ndata: 1\n\n`)])).toMatchObject([{ isError: true }]);
});

test("new data keeps the other fields; data on several lines becomes one", () => {
  const [one, two] = split([Buffer.from("id: 7\ndata: old\r\n\r\ndata: a\ndata: b\n\n")]);
  if (!one || !two) throw new Error("two events expected");
  expect(withData(one, [Buffer.from("new")]).toString()).toBe("id: 7\ndata: new\r\n\r\n");
  expect(withData(two, [Buffer.from("new")]).toString()).toBe("data: new\n\n");
});
