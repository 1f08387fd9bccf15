import { isRolling, windowLengthMs } from "../contracts/limit-windows";
import type {
  ChainLimit,
  CounterStore,
  Reservation,
  ReserveRequest,
  ReserveResult,
} from "../limits/counter-store";
import { report, violation } from "./invariants";

interface Admission {
  atMs: number;
  requestId: string;
  tokens: number;
}

const toName = (groupId: string, slug: string) => `${groupId} ${slug}`;

/**
 * What was admitted and what became of it, kept by the simplest means: lists. Counters are held to it
 * after each step that touched them.
 */
export class Admissions {
  /** By counter and slug, what counts there, in the order of admission. */
  private readonly byCounter = new Map<string, Admission[]>();
  private readonly byRequest = new Map<string, { request: ReserveRequest; admission: Admission }>();
  private readonly touched = new Map<string, { groupId: string; slug: string }>();

  private readonly nowMs: () => number;

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  /** The counters, with every decision noted. */
  watch(store: CounterStore): CounterStore {
    return {
      ...store,
      reserve: (request) => {
        const result = store.reserve(request);
        if (result instanceof Promise) throw new Error("a watched store decides at once");
        this.noteReserve(request, result);
        return result;
      },
      settle: (reservation, tokens) => {
        const settled = store.settle(reservation, tokens);
        this.noteSettled(reservation, tokens);
        return settled;
      },
      release: (reservation, { countRequest }) => {
        const released = store.release(reservation, { countRequest });
        if (countRequest) this.noteSettled(reservation, 0);
        else this.forget(reservation.request.reservationId);
        return released;
      },
    };
  }

  /** A process is gone: what it had not written down is neither billed nor counted. */
  forgetAllBut(isKept: (requestId: string) => boolean): void {
    for (const requestId of [...this.byRequest.keys()]) {
      if (!isKept(requestId)) this.forget(requestId);
    }
  }

  /** Counters that were made anew are held to everything. */
  touchAll(): void {
    for (const { request } of this.byRequest.values()) {
      for (const groupId of request.meteredGroupIds) {
        this.touched.set(toName(groupId, request.slug), { groupId, slug: request.slug });
      }
    }
  }

  /** The ledger says what a kept request used: a settlement may have died with its process. */
  settleAs(requestId: string, tokens: number): void {
    const known = this.byRequest.get(requestId);
    if (known) known.admission.tokens = tokens;
  }

  /** Holds the counters that were touched since to what was admitted. */
  check(store: CounterStore): void {
    for (const { groupId, slug } of this.touched.values()) {
      // Both are of this moment: a store in memory reads before it promises.
      const counted = store.readDay([{ groupId, slug }], groupId);
      const list = this.byCounter.get(toName(groupId, slug)) ?? [];
      const requests = list.length;
      const tokens = list.reduce((sum, admission) => sum + admission.tokens, 0);
      void counted.then(([day]) => {
        if ((day?.requests ?? 0) === requests && (day?.tokens ?? 0) === tokens) return;
        report(
          `${groupId} has ${day?.requests ?? 0} requests and ${day?.tokens ?? 0} tokens counted of ${slug}, not ${requests} and ${tokens}`,
        );
      });
    }
    this.touched.clear();
  }

  private noteReserve(request: ReserveRequest, result: ReserveResult): void {
    if (!result.admitted) return;
    const admission = {
      ...{ atMs: result.reservation.admittedAt, requestId: request.reservationId },
      tokens: result.reservation.tokens,
    };
    this.byRequest.set(request.reservationId, { request, admission });
    for (const groupId of request.meteredGroupIds) {
      const name = toName(groupId, request.slug);
      const list = this.byCounter.get(name) ?? [];
      list.push(admission);
      this.byCounter.set(name, list);
      this.touched.set(name, { groupId, slug: request.slug });
    }
    for (const limit of request.chain) this.holdToWindow(limit);
  }

  private noteSettled({ request }: Reservation, tokens: number): void {
    this.settleAs(request.reservationId, tokens);
    for (const groupId of request.meteredGroupIds) {
      this.touched.set(toName(groupId, request.slug), { groupId, slug: request.slug });
    }
  }

  private forget(requestId: string): void {
    const known = this.byRequest.get(requestId);
    if (!known) return;
    this.byRequest.delete(requestId);
    const { request, admission } = known;
    for (const groupId of request.meteredGroupIds) {
      const name = toName(groupId, request.slug);
      const list = this.byCounter.get(name) ?? [];
      list.splice(list.lastIndexOf(admission), 1);
      this.touched.set(name, { groupId, slug: request.slug });
    }
  }

  /** No window that ends now holds more than the threshold; one that ends later can't either. */
  private holdToWindow(limit: ChainLimit): void {
    const list = this.byCounter.get(toName(limit.counterGroupId, limit.slug)) ?? [];
    const { unit } = limit;
    const fromMs = isRolling(unit) ? this.nowMs() - windowLengthMs[unit] : Number.NEGATIVE_INFINITY;
    let used = 0;
    for (let index = list.length - 1; index >= 0; index -= 1) {
      const admission = list[index];
      if (!admission || admission.atMs <= fromMs) break;
      used += limit.type === "REQUEST" ? 1 : admission.tokens;
    }
    if (used > limit.threshold) {
      violation(
        `${used} ${limit.type} were admitted of ${limit.threshold} per ${limit.unit} at ${limit.counterGroupId}`,
      );
    }
  }
}
