/** A seeded source of numbers: the same seed gives the same run, byte for byte. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = (seed ^ 0x9e3779b9) >>> 0;
  }

  /** In [0, 1). Source: mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `min` to `max`. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }
}

/** Whose work a task is: it goes with its process. */
export interface Owner {
  name: string;
  isAlive: boolean;
}

class Task {
  readonly atMs: number;
  readonly order: number;
  readonly owner: Owner;
  readonly run: () => void;
  isCancelled = false;

  constructor(atMs: number, order: number, owner: Owner, run: () => void) {
    this.atMs = atMs;
    this.order = order;
    this.owner = owner;
    this.run = run;
  }
}

/**
 * Virtual time. One task runs at a time, and all promises that it settles are heard before the next:
 * a step. What a process does in its tasks belongs to it, timers included; a killed one does no more.
 */
export class Scheduler {
  readonly random: Random;
  nowMs: number;
  steps = 0;
  current: Owner;
  private readonly heap: Task[] = [];
  private order = 0;

  constructor(seed: number, startMs: number) {
    this.random = new Random(seed);
    this.nowMs = startMs;
    this.current = { name: "world", isAlive: true };
  }

  /** Runs `run` for the current owner in `delayMs`; answers how to cancel it. */
  after(delayMs: number, run: () => void, owner: Owner = this.current): Task {
    const task = new Task(this.nowMs + Math.max(0, delayMs), this.order++, owner, run);
    this.push(task);
    return task;
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Runs tasks until `isDone` says so after one of them, or nothing is left. */
  run(isDone: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const next = () => {
        try {
          if (isDone() || !this.runOne()) resolve();
          // A tick comes when every promise has been heard.
          else queueMicrotask(() => process.nextTick(next));
        } catch (error) {
          reject(error);
        }
      };
      next();
    });
  }

  private runOne(): boolean {
    for (;;) {
      const task = this.pop();
      if (!task) return false;
      if (task.isCancelled || !task.owner.isAlive) continue;
      this.nowMs = Math.max(this.nowMs, task.atMs);
      this.current = task.owner;
      this.steps += 1;
      task.run();
      return true;
    }
  }

  private push(task: Task): void {
    const { heap } = this;
    let index = heap.push(task) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(task, heap[parent])) break;
      heap[index] = heap[parent] as Task;
      index = parent;
    }
    heap[index] = task;
  }

  private pop(): Task | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child += 1;
      if (!isBefore(heap[child], last)) break;
      heap[index] = heap[child] as Task;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(one: Task | undefined, other: Task | undefined): boolean {
  if (!one || !other) return false;
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
