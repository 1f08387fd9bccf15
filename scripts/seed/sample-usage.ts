import { randomBytes } from "node:crypto";
import { encodeTime } from "ulidx";
import { dayMs } from "../../gateway/contracts/leaves/time";
import type { LedgerRow } from "../../gateway/metering/ledger/ledger";
import type { Random } from "./random";
import type { SampleKey } from "./sample-keys";

const days = 7;
/** Rate windows roll over a minute: nothing so recent that a start would rebuild them. */
const quietMs = 120_000;

export interface SampleUsageOptions {
  workspaceId: string;
  rows: number;
  nowMs: number;
  random: Random;
}

/** How many rows a week of usage has: enough for charts, few enough to be ready in a minute. */
export function usageRows(groups: number): number {
  return Math.min(400_000, Math.max(2_000, groups * 40));
}

/**
 * A week of answered requests in the order of the ledger, busy by day and quiet by night. Every
 * row leaves its moment in its key's `lastUsedAt`.
 */
export function* sampleUsage(
  options: SampleUsageOptions,
  keys: readonly SampleKey[],
): Generator<LedgerRow> {
  const { rows, nowMs, random } = options;
  const endMs = nowMs - quietMs;
  for (let index = 0; index < rows; index += 1) {
    const share = (index + random.next()) / rows;
    const atMs = busyTime(endMs - days * dayMs + share * days * dayMs);
    if (atMs > endMs) return;
    const key = chooseKey(random, keys, atMs);
    if (!key) continue;
    key.lastUsedAt = new Date(atMs);
    yield sampleRow(options, key, atMs);
  }
}

/** Moves a moment towards its day's noon; monotonic, so that rows stay in order. */
function busyTime(atMs: number): number {
  const fraction = (atMs % dayMs) / dayMs;
  const shifted = fraction + (Math.sin(2 * Math.PI * fraction) / (2 * Math.PI)) * 0.7;
  return Math.floor(atMs - fraction * dayMs + shifted * dayMs);
}

/** A few keys carry most of the traffic. Nothing is used before it exists. */
function chooseKey(
  random: Random,
  keys: readonly SampleKey[],
  atMs: number,
): SampleKey | undefined {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const key = keys[Math.floor(random.next() ** 3 * keys.length)];
    if (key && key.createdAt.getTime() < atMs && (key.revokedAt?.getTime() ?? Infinity) > atMs) {
      return key;
    }
  }
  return undefined;
}

function sampleRow(
  { workspaceId, random }: SampleUsageOptions,
  key: SampleKey,
  atMs: number,
): LedgerRow {
  const { group } = key;
  const failed = random.next() < 0.01;
  const inputTokens = failed ? 0 : Math.floor(40 + 2_400 * random.next() ** 2);
  const outputTokens = failed ? 0 : Math.floor(20 + 900 * random.next() ** 2);
  const first = group.slugs[0] ?? "";
  const admittedAt = atMs - random.integer(300, 9_000);
  const other = group.slugs[random.integer(0, group.slugs.length - 1)] ?? first;
  return {
    idempotencyKey: ulidAt(atMs),
    workspaceId,
    groupId: group.id,
    groupPath: group.path,
    cascading: group.limitEnforcement === "CASCADING",
    externalEntityId: group.externalEntityId,
    apiKeyPrefix: key.prefix,
    modelSlug: random.next() < 0.7 ? first : other,
    // Begins with its moment, as the gateway's do: that is how a request is found.
    requestId: `req_${ulidAt(admittedAt)}`,
    requestMetadata:
      random.next() < 0.2 ? JSON.stringify({ feature: key.group.name ?? "unnamed" }) : null,
    admittedAt,
    timestamp: atMs,
    inputTokens,
    outputTokens,
    cachedInputTokens: random.next() < 0.3 ? Math.floor(inputTokens / 2) : 0,
    estimated: false,
    outcome: failed ? "upstream_error" : random.next() < 0.02 ? "aborted" : "completed",
    billable: !failed,
  };
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function ulidAt(atMs: number): string {
  let text = encodeTime(atMs, 10);
  for (const byte of randomBytes(16)) text += crockford[byte % 32];
  return text;
}
