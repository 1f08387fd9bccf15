import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { bucketCount, bucketKeys, toBucket, treePrefix } from "./redis-keys";

const trees = 64_000;
const perBucket = trees / bucketCount;

test.each<[name: string, idOf: (tree: number) => string]>([
  [
    "ids as they are made",
    (tree) => `grp_${createHash("sha256").update(`${tree}`).digest("base64url").slice(0, 20)}`,
  ],
  ["ids that count up", (tree) => `grp_${String(tree).padStart(20, "0")}`],
  ["ids that differ at their beginning", (tree) => `${tree}_customer_of_a_reseller`],
  ["short ids", (tree) => tree.toString(36)],
])("case 81: trees spread evenly over the buckets: %s", (_name, idOf) => {
  const counts = Array.from({ length: bucketCount }, () => 0);
  for (let tree = 0; tree < trees; tree++) {
    const bucket = toBucket(idOf(tree));
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  // Six standard deviations of what chance would give; a skewed bucket is a hot master for all in it.
  const allowed = 6 * Math.sqrt(perBucket);
  expect(Math.max(...counts)).toBeLessThan(perBucket + allowed);
  expect(Math.min(...counts)).toBeGreaterThan(perBucket - allowed);
});

test("case 81: every key of a tree has its bucket's tag, and no other: one slot, one master", () => {
  for (const rootGroupId of ["grp_a", "grp_{b}", "grp_}{", ""]) {
    const bucket = toBucket(rootGroupId);
    const keys = bucketKeys("hg", bucket, "epoch123");
    for (const key of [
      keys.marker,
      keys.open,
      treePrefix(keys.prefix, rootGroupId, "acme/model"),
      treePrefix(keys.prefix, rootGroupId, "acme/{x}"),
    ]) {
      // A cluster hashes what stands between the first brace and the next closing one.
      expect(/^\{([^}]+)\}/.exec(key)?.[1]).toBe(`hg${bucket}`);
    }
  }
});
