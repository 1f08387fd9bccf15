import type { Random } from "../../../scripts/seed/random";
import type { FuzzOperation, FuzzTargets } from "./fuzz-targets";
import { mutateJson } from "./mutate-json";
import { canary, canaryNumber, oddText } from "./odd-values";

const moments = [
  "2026-11-23T00:00:00Z",
  "2026-11-22T00:00:00.000Z",
  "2026-11-23",
  "2026-13-45T00:00:00Z",
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "2026-11-23T00:00:00%2B14:00",
  "275760-09-13T00:00:00Z",
  "1763856000000",
  "-1",
  "8640000000000001",
  "9007199254740993",
  "1e400",
  canary,
] as const satisfies readonly [string, ...string[]];

/** The operation's address, some of its ids and parameters spoilt. */
export function oddUrl(
  random: Random,
  { path, queries }: FuzzOperation,
  { pickId }: FuzzTargets,
): string {
  const filled = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    random.next() < 0.75 ? pickId(name, random) : oddEncoded(random),
  );
  const parts: string[] = [];
  while (parts.length < 12 && random.next() < 0.6) {
    const isKnown = queries.length > 0 && random.next() < 0.85;
    const name = isKnown ? queries[random.integer(0, queries.length - 1)] : oddEncoded(random);
    const end = random.pick(["", "", "", "", "[]", "[a]", "%00"]);
    parts.push(
      `${name}${end}=${random.next() < 0.5 ? fitting(random, name ?? "") : oddEncoded(random)}`,
    );
  }
  const query = parts.length > 0 ? `?${parts.join(random.pick(["&", "&", "&", "&&", ";"]))}` : "";
  return (filled + query).slice(0, 12_000);
}

/** What a parameter of this name may well be. */
function fitting(random: Random, name: string): string {
  if (name === "cursor") return cursor(random);
  if (/from|to|time|millis/.test(name)) return random.pick(moments);
  if (name === "limit" || name === "threshold")
    return random.pick([
      "1",
      "50",
      "1000",
      "0",
      "-1",
      "1e3",
      "9007199254740993",
      String(canaryNumber),
    ]);
  return random.pick([
    "true",
    "TOKEN",
    "REQUEST",
    "MINUTE",
    "DAY",
    "day",
    "hour",
    "group",
    "key",
    "csv",
    "effective_limits",
    `acme/${canary}`,
    canary,
  ]);
}

function cursor(random: Random): string {
  const position = random.pick<() => string>([
    () =>
      `{"after":${random.pick(["0", "1", "-1", "1e400", "9223372036854775807", `"${canary}"`, "null"])}}`,
    () => mutateJson(random, { after: 1 }),
    () => mutateJson(random, ["2026-11-23T00:00:00.000Z", "01K00000000000000000000000"]),
    () => mutateJson(random, { at: "2026-11-23T00:00:00.000Z", key: canary, id: 1, until: 2 }),
  ])();
  return random.pick([
    Buffer.from(position).toString("base64url"),
    encodeURIComponent(canary),
    "AAAA",
  ]);
}

function oddEncoded(random: Random): string {
  const broken = [
    "%",
    "%zz",
    "%c0%80",
    "%00",
    "%ed%a0%80",
    "%ff",
    "%2e%2e",
    "..",
    ".",
    "%2F",
    "%5c",
    "+",
    "%20",
    "%u0041",
  ] as const;
  if (random.next() < 0.3) return random.pick(broken) + random.pick(["", canary]);
  return encodeURIComponent(oddText(random).toWellFormed().slice(0, 2_000));
}
