import { expect, test } from "vitest";
import type { KeptTrace } from "../../metering/ledger/ledger";
import { readCallerTrace, traceHeaders } from "./caller-trace";

const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const ours = ["x-request-id", "req_1"];

test.each<[string, Record<string, string>, string[]]>([
  ["nothing", {}, ours],
  ["a trace", { traceparent: trace }, [...ours, "traceparent", trace]],
  [
    "a trace with its state",
    { traceparent: trace, tracestate: "a=1,b=2" },
    [...ours, "traceparent", trace, "tracestate", "a=1,b=2"],
  ],
  ["a state alone", { tracestate: "a=1" }, ours],
  [
    "a trace of zeros",
    { traceparent: trace.replace("0af7651916cd43dd8448eb211c80319c", "0".repeat(32)) },
    ours,
  ],
  ["a span of zeros", { traceparent: trace.replace("b7ad6b7169203331", "0".repeat(16)) }, ours],
  ["a version that can't be", { traceparent: trace.replace("00-", "ff-") }, ours],
  ["capitals", { traceparent: trace.toUpperCase() }, ours],
  ["two traces", { traceparent: `${trace}, ${trace}` }, ours],
  [
    "an endless state",
    { traceparent: trace, tracestate: "a".repeat(513) },
    [...ours, "traceparent", trace],
  ],
  ["an id", { "x-request-id": "my-1" }, ["x-request-id", "my-1", "x-headgate-request-id", "req_1"]],
  ["an endless id", { "x-request-id": "a".repeat(129) }, ours],
  ["an id with a space", { "x-request-id": "a b" }, ours],
  ["an id with more than ASCII", { "x-request-id": "é" }, ours],
  ["an empty id", { "x-request-id": "" }, ours],
])("case 79: of a caller that sends %s, the upstream gets what is one", (_name, asked, headers) => {
  expect(traceHeaders(readCallerTrace(asked), "req_1")).toEqual(headers);
});

test("case 79: an id that is none is not the caller's", () => {
  const readId = (id: string) => readCallerTrace({ "x-request-id": id })?.kept.clientRequestId;
  expect(readId("my-1")).toBe("my-1");
  expect(readId("a\tb")).toBeUndefined();
});

test.each<[string, Record<string, string>, KeptTrace | undefined]>([
  ["nothing", {}, undefined],
  ["an id", { "x-request-id": "my-1" }, { clientRequestId: "my-1", traceId: null }],
  [
    "a trace of a later version",
    { traceparent: `${trace.replace("00-", "cc-")}-more` },
    { clientRequestId: null, traceId: "0af7651916cd43dd8448eb211c80319c" },
  ],
  [
    "both",
    { "x-request-id": "a".repeat(128), traceparent: trace },
    { clientRequestId: "a".repeat(128), traceId: "0af7651916cd43dd8448eb211c80319c" },
  ],
  [
    "an id and half a trace",
    { "x-request-id": "my-1", traceparent: trace.slice(0, 40) },
    { clientRequestId: "my-1", traceId: null },
  ],
  ["an endless id", { "x-request-id": "a".repeat(129) }, undefined],
  ["a state alone", { tracestate: "a=1" }, undefined],
])(
  "case 79: of a caller that sends %s, what is one is kept beside our id",
  (_name, asked, kept) => {
    expect(readCallerTrace(asked)?.kept).toEqual(kept);
  },
);
