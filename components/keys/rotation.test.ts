import { expect, test } from "vitest";
import { quietMs, rotationStage } from "./rotation";

const nowMs = Date.parse("2026-01-01T12:00:00Z");
const usedAgo = (ms: number) => ({
  created_at: "2025-01-01T00:00:00Z",
  last_used_at: new Date(nowMs - ms).toISOString(),
});
const unused = { created_at: "2025-01-01T00:00:00Z", last_used_at: null };

test("an old key is called quiet only once the new one is in use, and an hour after its last use", () => {
  const stage = (old: object, next: object) => rotationStage(old, next, nowMs);
  expect(stage(usedAgo(10 * quietMs), unused)).toBe("waiting");
  expect(stage(unused, unused)).toBe("waiting");
  expect(stage(usedAgo(quietMs - 1), usedAgo(0))).toBe("both");
  expect(stage(usedAgo(quietMs), usedAgo(0))).toBe("quiet");
  expect(stage(unused, usedAgo(0))).toBe("quiet");
});

test("an old key that was minted within the hour and never used is not quiet yet", () => {
  const mintedAgo = (ms: number) => ({
    created_at: new Date(nowMs - ms).toISOString(),
    last_used_at: null,
  });
  expect(rotationStage(mintedAgo(quietMs - 1), usedAgo(0), nowMs)).toBe("young");
  expect(rotationStage(mintedAgo(quietMs), usedAgo(0), nowMs)).toBe("quiet");
});

test("a server that tells no times leaves it open, never quiet", () => {
  expect(rotationStage({}, {}, nowMs)).toBe("untold");
});
