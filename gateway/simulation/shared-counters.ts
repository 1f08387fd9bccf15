import type { CounterStore } from "../limits/counter-store";
import { CountersUnavailable } from "../platform/http/counters-unavailable";
import type { Owner, Scheduler } from "./scheduler";

/**
 * Redis as replicas use it: the counters outlive every process, decisions are atomic, and an answer
 * may be lost after the decision. A settlement is sent again until it is heard, as the replay queue
 * of the real store does.
 */
export class SharedCounters {
  private readonly server: Owner = { name: "redis", isAlive: true };

  readonly store: CounterStore;
  private readonly scheduler: Scheduler;
  private readonly answerLost: () => number;

  constructor(scheduler: Scheduler, store: CounterStore, answerLost: () => number) {
    this.scheduler = scheduler;
    this.store = store;
    this.answerLost = answerLost;
  }

  connect(): CounterStore {
    const ask = <Result>(decide: () => Result | Promise<Result>) => this.ask(decide);
    const untilHeard = async <Result>(decide: () => Result | Promise<Result>) => {
      for (;;) {
        try {
          return await ask(decide);
        } catch {
          await this.scheduler.sleep(50);
        }
      }
    };
    const { store } = this;
    return {
      ...store,
      reserve: (request) => ask(() => store.reserve(request)),
      settle: (reservation, tokens) => untilHeard(() => store.settle(reservation, tokens)),
      release: (reservation, options) => untilHeard(() => store.release(reservation, options)),
      readChain: (chain, root) => untilHeard(() => store.readChain(chain, root)),
      readDay: (keys, root) => untilHeard(() => store.readDay(keys, root)),
    };
  }

  private ask<Result>(decide: () => Result | Promise<Result>): Promise<Result> {
    const { scheduler } = this;
    const { random } = scheduler;
    const caller = scheduler.current;
    const latencyMs = () => 0.05 + random.next();
    return new Promise((resolve, reject) => {
      scheduler.after(
        latencyMs(),
        () => {
          const result = decide();
          const isLost = random.chance(this.answerLost());
          const heard = () =>
            isLost ? reject(new CountersUnavailable("unreachable")) : resolve(result);
          scheduler.after(latencyMs(), heard, caller);
        },
        this.server,
      );
    });
  }
}
