import { hash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { authenticateCaller } from "./authenticate-caller";
import type { CallerCaches } from "./caller-caches";
import type { KeyRow } from "./caller-store";
import { refuseEvenly } from "./refuse-evenly";

test.each([
  [0, 5],
  [0.3, 5],
  [1.4, 5],
  [4.999, 5],
  [5, 10],
  [7, 10],
  [23, 25],
])("case 95: a refusal that took %s ms is answered after %s", async (tookMs, answeredMs) => {
  let nowMs = 1_000 + tookMs;
  const wait = async (ms: number) => {
    nowMs += ms;
  };
  await refuseEvenly(1_000, { now: () => nowMs, wait });
  expect(nowMs - 1_000).toBeCloseTo(answeredMs, 6);
});

const known: KeyRow = {
  workspaceId: "wsp",
  groupId: "grp",
  prefix: "sky_known0000000",
  keyHash: hash("sha256", "sky_known0000000.right", "buffer"),
};

test.each([
  ["an unknown prefix", "sky_unknown00000.whatever"],
  ["a known prefix with another secret", "sky_known0000000.wrong"],
  ["a known key whose group is gone", "sky_known0000000.right"],
  ["something shorter than a prefix", "sky"],
])("case 95: %s is refused after the same wait", async (_, key) => {
  const waits: number[] = [];
  const caches = {
    keys: async (prefix: string) => (prefix === known.prefix ? [known] : []),
    group: () => undefined,
  } as Pick<CallerCaches, "keys" | "group">;
  const request = { headers: { authorization: `Bearer ${key}` } } as IncomingMessage;
  const refusal = authenticateCaller(caches, request, async (arrivedMs) => {
    waits.push(arrivedMs);
  });
  await expect(refusal).rejects.toMatchObject({ status: 401, code: "invalid_api_key" });
  expect(waits).toHaveLength(1);
});
