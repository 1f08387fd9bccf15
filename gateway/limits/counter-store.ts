import type { LimitKind, LimitType, LimitUnit } from "../contracts/limit";

/** One effective limit of a request, at the group whose counter it debits. */
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
  /** Estimated tokens. Every TOKEN limit is debited this many, every REQUEST limit one. */
  tokens: number;
  /**
   * Groups whose daily consumption of the slug is counted whether a limit is declared or not, so
   * that a limit declared at noon knows the morning: the group itself (INDEPENDENT) or its whole
   * path (CASCADING).
   */
  meteredGroupIds: readonly string[];
}

/** State of one chain limit right after the decision. */
export interface LimitState {
  limit: ChainLimit;
  /** Counted in the current window, open reservations included. */
  used: number;
  remaining: number;
  /** Until the counter is empty again if nothing more arrives (DAY: until midnight UTC). */
  resetMs: number;
}

export type ReserveResult =
  | { admitted: true; reservationId: string; admittedAt: number; states: LimitState[] }
  | {
      admitted: false;
      /** The limit that refused; the one with the longest wait where several do. */
      binding: LimitState;
      /** Earliest moment at which one more identical request can fit; the window if it never can. */
      retryAfterMs: number;
      /** True when the request alone exceeds the threshold: waiting does not help. */
      neverFits: boolean;
      states: LimitState[];
    };

export interface DayKey {
  groupId: string;
  slug: string;
}

export interface DayUsage extends DayKey {
  requests: number;
  tokens: number;
}

/** One answered (or failed-upstream) request from the ledger, as the counters count it. */
export interface LedgerEntry {
  rootGroupId: string;
  meteredGroupIds: readonly string[];
  slug: string;
  admittedAt: number;
  settledAt: number;
  tokens: number;
}

/**
 * The counters behind every limit. Reserve is atomic over the whole chain: one refusal debits
 * nothing anywhere. Time is the store's own. Implementations pass one contract suite
 * (counter-store.contract.ts). Times in ms since the epoch.
 */
export interface CounterStore {
  reserve(request: ReserveRequest): Promise<ReserveResult>;
  /** Replaces the estimate by the actual tokens; answers how far the chain ran over, in tokens. */
  settle(reservationId: string, tokens: number): Promise<{ overshootTokens: number }>;
  /** Gives the tokens back; the request too, unless it counts without being billed. */
  release(reservationId: string, options: { countRequest: boolean }): Promise<void>;
  /** Today's consumption (UTC), open reservations included; absent = no request yet today. */
  readDay(keys: readonly DayKey[]): Promise<DayUsage[]>;
  /** Current state of these limits, debiting nothing. */
  readChain(chain: readonly ChainLimit[], rootGroupId: string): Promise<LimitState[]>;
  /** Puts settled consumption back after a restart: today's days, the last minute's windows. */
  rebuild(entries: AsyncIterable<LedgerEntry>): Promise<void>;
  openReservations(): Promise<number>;
  close(): Promise<void>;
}
