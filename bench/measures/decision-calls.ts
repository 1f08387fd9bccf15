import type { ReserveRequest } from "../../gateway/limits/counter-store";

const slug = "acme/bench";
const limits = [
  { kind: "rate", type: "TOKEN", unit: "MINUTE" },
  { kind: "rate", type: "REQUEST", unit: "SECOND" },
  { kind: "usage", type: "TOKEN", unit: "DAY" },
  { kind: "usage", type: "REQUEST", unit: "DAY" },
] as const;

/** A request of a CASCADING chain: four limits on each group of the path, root first, all far off. */
export function createDecisionRequest(path: readonly string[]): ReserveRequest {
  return {
    reservationId: "",
    rootGroupId: path[0] ?? "",
    slug,
    chain: path.flatMap((groupId) =>
      limits.map((limit) => ({
        counterGroupId: groupId,
        sourceGroupId: groupId,
        slug,
        ...limit,
        threshold: 1e12,
      })),
    ),
    tokens: 36,
    tokensMin: 16,
    meteredGroupIds: path,
  };
}

/** Keeps so many calls under way for a while; answers how many came to their end. */
export async function callFor(
  call: () => Promise<unknown>,
  { atOnce, forMs }: { atOnce: number; forMs: number },
): Promise<number> {
  const startMs = performance.now();
  let done = 0;
  const client = async () => {
    while (performance.now() - startMs < forMs) {
      await call();
      done++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  return done;
}

/** What a new store is primed with. */
export async function* nothing() {}
