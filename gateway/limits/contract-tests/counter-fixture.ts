import { afterEach, beforeEach } from "vitest";
import { windowKind } from "../../contracts/limit-windows";
import type { ChainLimit, CounterStore, Reservation, ReserveResult } from "../counter-store";

/** A store of its own, and a clock that only the test moves. */
export interface CounterFixture {
  store: CounterStore;
  now(): number;
  advance(ms: number): void | Promise<void>;
  /** Loses every counter, as a restart does; only `rebuild` makes the store count again. */
  empty?(): Promise<void>;
  /** Time passes in a gateway that runs. */
  live(ms: number): Promise<void>;
  /** What a process that died had reserved is free after this long; absent = with the process. */
  lifetimeMs?: number;
  close(): Promise<void>;
}

/** The fixture of the test that runs, and what its tests say often. */
export interface CounterTools extends Omit<CounterFixture, "empty" | "close" | "lifetimeMs"> {
  lifetimeMs: number;
  empty(): Promise<void>;
  /** Begins with a fresh store, within one test. */
  renew(): Promise<void>;
  reserve(
    chain: readonly ChainLimit[],
    tokens?: number,
    options?: { tokensMin?: number; metered?: string[] },
  ): Promise<ReserveResult>;
  /** As `reserve`, where a refusal would be the test's failure. */
  admit(...input: Parameters<CounterTools["reserve"]>): Promise<Reservation>;
  used(chain: readonly ChainLimit[]): Promise<number[]>;
}

export const slug = "acme/model";
export const contractStart = Date.UTC(2026, 0, 15, 12, 0, 0);

export type Tuple = [type: ChainLimit["type"], unit: ChainLimit["unit"], threshold: number];

export function createLimit([type, unit, threshold]: Tuple, groupId = "grp_a"): ChainLimit {
  const kind = windowKind[unit];
  return { counterGroupId: groupId, sourceGroupId: groupId, slug, kind, type, unit, threshold };
}

/** A fixture for each test of the describe block that this is called in. */
export function useCounterFixture(open: () => Promise<CounterFixture>): CounterTools {
  let fixture: CounterFixture;
  let calls = 0;
  beforeEach(async () => {
    fixture = await open();
  });
  afterEach(() => fixture.close());

  const tools: CounterTools = {
    get store() {
      return fixture.store;
    },
    get lifetimeMs() {
      return fixture.lifetimeMs ?? 0;
    },
    now: () => fixture.now(),
    advance: (ms) => fixture.advance(ms),
    live: (ms) => fixture.live(ms),
    empty: async () => fixture.empty?.(),
    async renew() {
      const fresh = await open();
      await fixture.close();
      fixture = fresh;
    },
    async reserve(chain, tokens = 1, options = {}) {
      calls++;
      return fixture.store.reserve({
        reservationId: `rsv_${calls}`,
        rootGroupId: "grp_root",
        slug,
        chain,
        tokens,
        tokensMin: options.tokensMin ?? tokens,
        meteredGroupIds: options.metered ?? ["grp_a"],
      });
    },
    async admit(...input) {
      const result = await tools.reserve(...input);
      if (!result.admitted) throw new Error("refused");
      return result.reservation;
    },
    async used(chain) {
      return (await fixture.store.readChain(chain, "grp_root")).map((state) => state.used);
    },
  };
  return tools;
}
