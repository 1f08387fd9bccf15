import { createMemoryCounterStore } from "../../gateway/limits/memory/memory-counter-store";
import { createDecisionRequest } from "./decision-calls";

const levels = ["g1", "g2", "g3", "g4", "g5"];
/** Microseconds that one decision (reserve) and its settlement take in memory: 5 levels × 4 limits. */
export async function measureDecision(
  rounds: number,
): Promise<{ reserveMicros: number; settleMicros: number }> {
  const store = createMemoryCounterStore({ now: () => Date.now() });
  const request = { ...createDecisionRequest(levels), reservationId: "bench" };
  let reserveMs = 0;
  let settleMs = 0;
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    const result = await store.reserve(request);
    const reservedAt = performance.now();
    if (!result.admitted) throw new Error("the decision refused a request that fits");
    await store.settle(result.reservation, 30);
    // The first tenth compiles the code.
    if (round < rounds / 10) continue;
    reserveMs += reservedAt - startedAt;
    settleMs += performance.now() - reservedAt;
  }
  await store.close();
  const micros = (ms: number) => (ms * 1000) / (rounds * 0.9);
  return { reserveMicros: micros(reserveMs), settleMicros: micros(settleMs) };
}
