export interface ExpiringCacheOptions<Key, Value> {
  load: (key: Key) => Promise<Value>;
  /** Ms that an entry may live at this moment; asked on every read. */
  maxAgeMs: () => number;
  entriesMax: number;
  /** A steady clock, in ms. */
  nowMs: () => number;
}

/**
 * Reads through to `load`, once for any number of simultaneous readers. What was loading while
 * something was forgotten is not kept, so a change is never hidden by a read that began before it.
 */
export class ExpiringCache<Key, Value> {
  private readonly options: ExpiringCacheOptions<Key, Value>;
  private readonly entries = new Map<Key, { value: Value; loadedAtMs: number }>();
  private readonly flights = new Map<Key, Promise<Value>>();
  private generation = 0;

  constructor(options: ExpiringCacheOptions<Key, Value>) {
    this.options = options;
  }

  /** A kept value comes back at once, without a promise. */
  get(key: Key): Value | Promise<Value> {
    const entry = this.entries.get(key);
    if (entry && this.options.nowMs() - entry.loadedAtMs < this.options.maxAgeMs()) {
      return entry.value;
    }
    return this.flights.get(key) ?? this.loadOnce(key);
  }

  get size(): number {
    return this.entries.size;
  }

  forget(key: Key): void {
    this.generation++;
    this.flights.clear();
    this.entries.delete(key);
  }

  forgetWhere(matches: (value: Value) => boolean): void {
    this.generation++;
    this.flights.clear();
    for (const [key, { value }] of this.entries) if (matches(value)) this.entries.delete(key);
  }

  clear(): void {
    this.generation++;
    this.flights.clear();
    this.entries.clear();
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
    this.entries.delete(key);
    this.entries.set(key, { value, loadedAtMs });
    if (this.entries.size <= this.options.entriesMax) return;
    const oldest = this.entries.keys().next();
    if (!oldest.done) this.entries.delete(oldest.value);
  }
}
