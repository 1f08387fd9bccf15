import type { Sent } from "../metering/deliveries/send-attempt";
import { violation } from "./invariants";
import type { Owner, Scheduler } from "./scheduler";

/** Who gets the webhooks: it is slow, fails and goes silent, and remembers everything. */
export class Receiver {
  /** Bytes of each delivery, as they came first. */
  readonly bodies = new Map<string, Buffer>();
  /** How often each event was taken. */
  readonly taken = new Map<string, number>();
  isHealthy = true;
  private readonly underWay = new Map<string, Owner>();

  private readonly scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
  }

  take(id: string, body: Buffer, limitMs: number): Promise<Sent> {
    const { scheduler } = this;
    const { random } = scheduler;
    const sender = scheduler.current;
    const other = this.underWay.get(id);
    if (other?.isAlive) violation(`delivery ${id} is sent twice at once`);
    this.underWay.set(id, sender);
    const before = this.bodies.get(id);
    if (before && !before.equals(body)) violation(`delivery ${id} was sent with other bytes`);
    if (!before) this.bodies.set(id, body);
    const isSilent = !this.isHealthy && random.chance(0.3);
    const status = this.isHealthy || random.chance(0.3) ? 200 : random.pick([500, 503]);
    if (status === 200) this.remember(body);
    const tookMs = isSilent ? limitMs : Math.min(limitMs, 1 + random.next() * 400);
    return new Promise((resolve) =>
      scheduler.after(tookMs, () => {
        this.underWay.delete(id);
        resolve({
          httpStatus: isSilent ? null : status,
          response: null,
          error: isSilent ? "time-out" : status === 200 ? null : `HTTP ${status}`,
        });
      }),
    );
  }

  private remember(body: Buffer): void {
    for (const [, key = ""] of body.toString().matchAll(/"idempotencyKey":"(\w+)"/g)) {
      this.taken.set(key, (this.taken.get(key) ?? 0) + 1);
    }
  }
}
