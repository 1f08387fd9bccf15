import { LRUCache } from "lru-cache";

export interface ExpiringCacheOptions<Key, Value> {
  load: (key: Key) => Promise<Value>;
  /** Ms that an entry may live at this moment; asked on every read. */
  maxAgeMs: () => number;
  /** Beyond it the one that was read longest ago goes. */
  entriesMax: number;
  /**
   * What says that there is nothing (undefined, unless told) is kept apart: it can't push out what
   * there is.
   */
  isAbsent?: (value: Value) => boolean;
  absentMax?: number;
  /** A steady clock, in ms. */
  nowMs: () => number;
}

interface Entry<Value> {
  value: Value;
  loadedAtMs: number;
  /** The cache's epoch when the entry was loaded. */
  epoch: number;
}

const absentMaxDefault = 10_000;

/**
 * Reads through to `load`, once for any number of simultaneous readers. What was loading while
 * something was forgotten is not kept, so a change is never hidden by a read that began before it.
 */
export class ExpiringCache<Key extends {}, Value> {
  private readonly options: ExpiringCacheOptions<Key, Value>;
  private readonly entries: LRUCache<Key, Entry<Value>>;
  private readonly absent: LRUCache<Key, Entry<Value>>;
  private readonly flights = new Map<Key, Promise<Value>>();
  private generation = 0;
  private epoch = 0;

  constructor(options: ExpiringCacheOptions<Key, Value>) {
    this.options = options;
    this.entries = new LRUCache({ max: options.entriesMax });
    this.absent = new LRUCache({ max: options.absentMax ?? absentMaxDefault });
  }

  /** A kept value comes back at once, without a promise. */
  get(key: Key): Value | Promise<Value> {
    const entry = this.freshEntry(key);
    return entry ? entry.value : (this.flights.get(key) ?? this.loadOnce(key));
  }

  /** What is kept and may be trusted now; loads nothing. */
  fresh(key: Key): Value | undefined {
    return this.freshEntry(key)?.value;
  }

  /** There was something under this key when it was last looked at, however long ago. */
  knows(key: Key): boolean {
    return this.entries.has(key);
  }

  get size(): number {
    return this.entries.size + this.absent.size;
  }

  forget(key: Key): void {
    this.generation++;
    this.flights.clear();
    const entry = this.entries.peek(key);
    if (entry) entry.loadedAtMs = Number.NEGATIVE_INFINITY;
    this.absent.delete(key);
  }

  forgetWhere(matches: (value: Value) => boolean): void {
    this.generation++;
    this.flights.clear();
    for (const cache of [this.entries, this.absent]) {
      for (const entry of cache.values()) {
        if (matches(entry.value)) entry.loadedAtMs = Number.NEGATIVE_INFINITY;
      }
    }
  }

  /** Trusts nothing of what is kept, and still knows what there was. */
  clear(): void {
    this.generation++;
    this.flights.clear();
    this.epoch++;
  }

  private freshEntry(key: Key): Entry<Value> | undefined {
    const entry = this.entries.get(key) ?? this.absent.get(key);
    if (!entry || entry.epoch !== this.epoch) return undefined;
    const ageMs = this.options.nowMs() - entry.loadedAtMs;
    return ageMs < this.options.maxAgeMs() ? entry : undefined;
  }

  private loadOnce(key: Key): Promise<Value> {
    const { generation } = this;
    const loadedAtMs = this.options.nowMs();
    const flight = this.options
      .load(key)
      .then((value) => {
        if (generation === this.generation) this.keep(key, value, loadedAtMs);
        return value;
      })
      .finally(() => {
        if (this.flights.get(key) === flight) this.flights.delete(key);
      });
    this.flights.set(key, flight);
    return flight;
  }

  private keep(key: Key, value: Value, loadedAtMs: number): void {
    const isAbsent = this.options.isAbsent?.(value) ?? value === undefined;
    const [home, other] = isAbsent ? [this.absent, this.entries] : [this.entries, this.absent];
    other.delete(key);
    home.set(key, { value, loadedAtMs, epoch: this.epoch });
  }
}
