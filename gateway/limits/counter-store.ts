import type { LimitKind, LimitType, LimitUnit } from "../contracts/limit";

/** One effective limit of a request, at the group whose counter it charges. */
export interface ChainLimit {
  /** Owner of the counter: the calling group (INDEPENDENT) or the declaring one (CASCADING). */
  counterGroupId: string;
  /** The group that declares the limit. */
  sourceGroupId: string;
  slug: string;
  kind: LimitKind;
  type: LimitType;
  unit: LimitUnit;
  /** Tokens or requests per window; 0 blocks. */
  threshold: number;
}

export interface ReserveRequest {
  reservationId: string;
  /** Hash tag on Redis: one tree's counters live in one slot. */
  rootGroupId: string;
  slug: string;
  chain: readonly ChainLimit[];
  /** Tokens wanted. Every TOKEN limit is charged what is granted, every REQUEST limit one. */
  tokens: number;
  /**
   * The fewest tokens the request can do with. Where a TOKEN limit has less left than `tokens`
   * but at least this many, what is left is granted; equal to `tokens` for all or nothing.
   */
  tokensMin: number;
  /**
   * Groups whose daily consumption of the slug is counted whether a limit is declared or not, so
   * that a limit declared at noon knows the morning: the group itself (INDEPENDENT) or its whole
   * path (CASCADING).
   */
  meteredGroupIds: readonly string[];
}

/** An admitted request. The caller keeps it, and settles or releases it exactly once. */
export interface Reservation {
  request: ReserveRequest;
  /** Granted: from `tokensMin` to `tokens` of the request. */
  tokens: number;
  admittedAt: number;
}

/** State of one chain limit after the decision; where the counters are in memory, when it is read. */
export interface LimitState {
  limit: ChainLimit;
  /** Counted in the current window, open reservations included. */
  used: number;
  remaining: number;
  /** Until the counter is empty again if nothing more arrives (DAY: until midnight UTC). */
  resetMs: number;
}

export type ReserveResult =
  | { admitted: true; reservation: Reservation; states: LimitState[] }
  | {
      admitted: false;
      /** The limit that refused; the one with the longest wait where several do. */
      binding: LimitState;
      /**
       * Earliest moment at which one more identical request can fit, ≥ 1; if it never can, the
       * length of the window (DAY: until midnight UTC).
       */
      retryAfterMs: number;
      /** True when the request alone exceeds the threshold: waiting does not help. */
      neverFits: boolean;
      states: LimitState[];
    };

export interface Settled {
  /** How far the chain's worst limit ran over. */
  overshootTokens: number;
  readonly states: LimitState[];
}

export interface DayKey {
  groupId: string;
  slug: string;
}

export interface DayUsage extends DayKey {
  requests: number;
  tokens: number;
}

/** What the ledger says was consumed: of a whole day, or by one recent request. */
export type RebuildEntry = {
  rootGroupId: string;
  meteredGroupIds: readonly string[];
  slug: string;
  requests: number;
  tokens: number;
} & (
  | { counts: "day"; admittedAt: number }
  | {
      counts: "windows";
      admittedAt: number;
      settledAt: number;
      /**
       * Set where the settlement may be sent again: the store then knows that it has counted it.
       */
      reservationId?: string;
    }
);

/**
 * The counters behind every limit. Reserve is atomic over the whole chain: one refusal charges
 * nothing anywhere. Time is the store's own. Implementations pass one contract suite
 * (counter-store.contract.ts). One that need not ask anybody decides at once, without a promise.
 * Times in ms since the epoch.
 */
export interface CounterStore {
  reserve(request: ReserveRequest): ReserveResult | Promise<ReserveResult>;
  /**
   * Replaces the granted tokens by the actual ones: what was too much goes back where it was
   * reserved, the excess is charged to the windows of this moment; DAY stays with the day of
   * admission.
   */
  settle(reservation: Reservation, tokens: number): Settled | Promise<Settled>;
  /** Gives the tokens back; the request too, unless it counts without being billed. */
  release(reservation: Reservation, options: { countRequest: boolean }): Promise<void>;
  /**
   * Today's consumption (UTC) of groups of one tree, open reservations included; absent = no
   * request yet today.
   */
  readDay(keys: readonly DayKey[], rootGroupId: string): Promise<DayUsage[]>;
  /** Current state of these limits, charging nothing; none while they can't be read. */
  readChain(chain: readonly ChainLimit[], rootGroupId: string): Promise<LimitState[]>;
  /** Puts settled consumption back after a restart: today's days, and the rolling windows. */
  rebuild(entries: AsyncIterable<RebuildEntry>): Promise<void>;
  openReservations(): Promise<number>;
  /** Resolves while reservations are decided, be it locally. @throws CountersUnavailable */
  probe(): Promise<void>;
  close(): Promise<void>;
}
