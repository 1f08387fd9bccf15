import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Deps } from "../deps";
import { createTestConfig } from "../testing/test-config";
import { createCallerCaches } from "./caller/caller-caches";

const second = 1_000;
const prefix = "sky_aaaaaaaaaaaa";
const request = new IncomingMessage(new Socket());

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => vi.useRealTimers());

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const never = new Promise<never>(() => {});

/** A replica's caches, on a listening connection whose answers take `latencyMs` until it is cut. */
function openReplica(latencyMs: number) {
  const state = { isCut: false, isRevoked: false };
  const client = {
    on: () => client,
    removeAllListeners: () => client,
    release: () => {},
    async query() {
      // What was asked before the cut is still answered: that is the trap.
      if (state.isCut) return never;
      await wait(latencyMs);
      return { rows: [] };
    },
  };
  const lookups = { query: async () => ({ rows: state.isRevoked ? [] : [{ prefix }] }) };
  const pools = { lookups, changes: { connect: async () => client } };
  // Of the database nothing else is asked.
  const deps = { pools, log: pino({ level: "silent" }), config: createTestConfig("") };
  const caches = createCallerCaches(deps as unknown as Deps);
  const isAdmitted = async () => (await caches.keys(prefix, request)).length > 0;
  return { state, caches, isAdmitted };
}

test.each([1, 100, 340, 599, 601, 1_500, 1_990])(
  "case 18: what nobody tells a replica of is trusted for less than a second, its connection answering in %i ms until it is cut",
  async (latencyMs) => {
    for (const loadedBeforeMs of [0, 250, 650, 890, 5_000]) {
      // Wherever in the round of questions the cut comes.
      for (let moment = 0; moment < 250 + latencyMs; moment += 90 + latencyMs / 4) {
        const { state, caches, isAdmitted } = openReplica(latencyMs);
        await vi.advanceTimersByTimeAsync(3 * latencyMs + 5_000 + moment);
        expect(await isAdmitted()).toBe(true);
        await vi.advanceTimersByTimeAsync(loadedBeforeMs);
        Object.assign(state, { isCut: true, isRevoked: true });
        let agedMs = 0;
        while (await isAdmitted()) {
          agedMs += 20;
          await vi.advanceTimersByTimeAsync(20);
          expect(agedMs, `cut ${moment} ms into a round`).toBeLessThan(second);
        }
        const closed = caches.close();
        await vi.advanceTimersByTimeAsync(5_000);
        await closed;
      }
    }
  },
);

test("a connection that answers is trusted: what is in memory stays for a minute", async () => {
  const { caches, isAdmitted } = openReplica(5);
  await vi.advanceTimersByTimeAsync(1_000);
  const kept = await caches.keys(prefix, request);
  await vi.advanceTimersByTimeAsync(50_000);
  expect(caches.keys(prefix, request)).toBe(kept);
  expect(await isAdmitted()).toBe(true);
  const closed = caches.close();
  await vi.advanceTimersByTimeAsync(5_000);
  await closed;
});
