import { callOnce } from "./callers";
import { takeViolation, Violation, violation } from "./invariants";
import type { Owner } from "./scheduler";
import { type SimulatedGateway, startGateway } from "./simulated-gateway";
import type { World } from "./world";

/** Longer than any lease, time-out or patience of what is simulated. */
const calmMsMax = 90_000;

/** Traffic and faults for a while, then calm. */
export class Run {
  crashes = 0;
  private readonly gateways: (SimulatedGateway | undefined)[] = [];
  private readonly owners: Owner[] = [];
  private readonly nature: Owner = { name: "nature", isAlive: true };
  private starts = 0;
  private isCalm = false;
  private unexpected: unknown;

  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  async traffic(steps: number): Promise<void> {
    const { world } = this;
    const { scheduler } = world;
    world.postgres.faults = { refused: 0.004, answerLost: 0.004, slowCommit: 0.01 };
    const count = world.shared ? 2 : 1;
    for (let index = 0; index < count; index += 1) this.boot(index);
    world.puller.start();
    this.later(10, () => this.arrive());
    this.later(2_000, () => this.crash());
    this.later(3_000, () => this.disturb());
    await this.until(() => scheduler.steps >= steps);
  }

  /** No more requests and faults: what is owed must arrive. */
  async calm(): Promise<void> {
    const { world } = this;
    const { scheduler } = world;
    this.isCalm = true;
    world.receiver.isHealthy = true;
    world.postgres.faults = { refused: 0, answerLost: 0, slowCommit: 0 };
    const endMs = scheduler.nowMs + calmMsMax;
    const billed = () => [...world.postgres.events.values()].filter(({ billable }) => billable);
    let looksAtMs = 0;
    let missing = "";
    await this.until(() => {
      if (scheduler.nowMs < looksAtMs) return false;
      looksAtMs = scheduler.nowMs + 500;
      missing = this.missing(billed().map(({ idempotencyKey }) => idempotencyKey));
      return missing === "" || scheduler.nowMs > endMs;
    });
    if (missing !== "") violation(`after all has been calm for ${calmMsMax} ms: ${missing}`);
  }

  private missing(keys: readonly string[]): string {
    const { postgres, puller, receiver } = this.world;
    const sums = [...postgres.sums.values()].reduce((sum, { requests }) => sum + requests, 0);
    if (sums !== postgres.events.size) return `${sums} of ${postgres.events.size} are summed up`;
    const unpulled = keys.filter((key) => !puller.seen.has(key));
    if (unpulled.length > 0) return `${unpulled.length} events were not pulled`;
    const given = new Map(
      [...postgres.deliveries.values()].flatMap((delivery) =>
        delivery.idempotencyKeys.map((key) => [key, delivery.status] as const),
      ),
    );
    const undelivered = keys.filter(
      (key) => given.get(key) !== "dead_letter" && !receiver.taken.has(key),
    );
    if (undelivered.length > 0) return `${undelivered.length} events were not delivered`;
    return [...given.values()].includes("pending") ? "deliveries wait" : "";
  }

  private boot(index: number): void {
    const { world } = this;
    const owner: Owner = { name: `gateway ${index}.${++this.starts}`, isAlive: true };
    this.owners[index] = owner;
    world.scheduler.after(
      1,
      () => {
        startGateway(world, owner).then(
          (gateway) => {
            this.gateways[index] = gateway;
            if (!world.shared) world.forgetUncommitted();
          },
          (error: unknown) => {
            // A start that fails is a process that ends; its supervisor starts another.
            if (!world.isRefusal(error)) this.unexpected ??= error;
            else this.kill(index);
          },
        );
      },
      owner,
    );
  }

  /** Without a last word; another one starts soon. */
  private kill(index: number): void {
    const owner = this.owners[index];
    if (owner) owner.isAlive = false;
    this.gateways[index] = undefined;
    this.later(20 + this.world.scheduler.random.next() * 300, () => this.boot(index));
  }

  private crash(): void {
    if (this.isCalm) return;
    const { random } = this.world.scheduler;
    this.later(1_000 + random.next() * 9_000, () => this.crash());
    const index = random.int(0, this.owners.length - 1);
    if (!this.gateways[index]) return;
    this.crashes += 1;
    this.kill(index);
  }

  /** Faults come and go: a sick receiver, a database that loses connections, a clock that steps. */
  private disturb(): void {
    if (this.isCalm) return;
    const { scheduler, receiver, postgres } = this.world;
    const { random } = scheduler;
    receiver.isHealthy = random.chance(0.6);
    const isBad = random.chance(0.2);
    postgres.faults = {
      refused: isBad ? 0.2 : 0.003,
      answerLost: isBad ? 0.1 : 0.003,
      slowCommit: random.chance(0.3) ? 0.1 : 0.005,
    };
    if (random.chance(0.15)) postgres.clockOffsetMs = random.int(-5_000, 5_000);
    this.later(500 + random.next() * 4_000, () => this.disturb());
  }

  private arrive(): void {
    if (this.isCalm) return;
    const { world } = this;
    const { random } = world.scheduler;
    const up = this.gateways.flatMap((gateway) => (gateway ? [gateway] : []));
    const burst = random.chance(0.05) ? random.int(5, 20) : 1;
    for (let count = 0; count < burst && up.length > 0; count += 1) {
      const gateway = random.pick(up);
      world.scheduler.after(
        random.next() * 2,
        () => {
          callOnce(world, gateway).catch((error: unknown) => {
            this.unexpected ??= error;
          });
        },
        gateway.owner,
      );
    }
    this.later(random.next() * 50, () => this.arrive());
  }

  private later(ms: number, run: () => void): void {
    this.world.scheduler.after(ms, run, this.nature);
  }

  /** Steps, each followed by a look at the books. */
  private async until(isDone: () => boolean): Promise<void> {
    const { world } = this;
    await world.scheduler.run(() => {
      const broken = takeViolation();
      if (broken) throw new Violation(broken);
      if (this.unexpected) throw this.unexpected;
      const counters = world.shared?.store ?? this.gateways[0]?.counters;
      if (counters) world.admissions.check(counters);
      return isDone();
    });
  }
}
