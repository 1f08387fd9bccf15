/** A window is cut into 60 cells; one more is live while the oldest of them leaves. */
export const cellsPerWindow = 60;

/**
 * Consumption in a rolling window, as a ring of cells. A cell counts until one whole window after
 * its newest admission, so no rolling window ever holds more than was admitted against it, and at
 * most 61 cells are live. Amounts are integers. Source: engine, "Windows".
 */
export class RollingWindow {
  readonly windowMs: number;
  // Live cells from `head`, oldest first; capacity is a power of two and grows on demand.
  private cells = new Float64Array(4);
  private newest = new Float64Array(4);
  private amounts = new Float64Array(4);
  private head = 0;
  private length = 0;
  private sum = 0;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  /** Amount counted at `now`. */
  total(now: number): number {
    this.expire(now);
    return this.sum;
  }

  /** Ms until nothing is counted any more; 0 when it already is so. */
  emptyInMs(now: number): number {
    this.expire(now);
    for (let index = this.length - 1; index >= 0; index--) {
      const slot = this.slot(index);
      if (this.at(this.amounts, slot) > 0) return this.at(this.newest, slot) + this.windowMs - now;
    }
    return 0;
  }

  /** True where the window counts nothing and may be dropped. */
  isIdle(now: number): boolean {
    this.expire(now);
    return this.length === 0;
  }

  /** Counts `amount` at `at`. A moment older than the newest cell joins the next live one. */
  add(amount: number, at: number, now: number): void {
    this.expire(now);
    if (at + this.windowMs <= now) return;
    const cell = this.toCell(at);
    let index = this.length;
    while (index > 0 && this.at(this.cells, this.slot(index - 1)) >= cell) index--;
    if (index === this.length) {
      this.push(cell, at);
    } else if (this.at(this.cells, this.slot(index)) === cell) {
      const slot = this.slot(index);
      this.newest[slot] = Math.max(this.at(this.newest, slot), at);
    }
    const slot = this.slot(index);
    this.amounts[slot] = this.at(this.amounts, slot) + amount;
    this.sum += amount;
  }

  /** Takes `amount` back out of the cell in which it was counted at `at`, if that still counts. */
  giveBack(amount: number, at: number, now: number): void {
    this.expire(now);
    const cell = this.toCell(at);
    for (let index = 0; index < this.length; index++) {
      const slot = this.slot(index);
      if (this.at(this.cells, slot) < cell) continue;
      // The cell that counted it has left the window. This cell counts other amounts.
      if (this.at(this.cells, slot) > cell) return;
      const back = Math.min(amount, this.at(this.amounts, slot));
      this.amounts[slot] = this.at(this.amounts, slot) - back;
      this.sum -= back;
      return;
    }
  }

  /** Ms until at most `room` is counted, if nothing more arrives. */
  fitsInMs(room: number, now: number): number {
    let left = this.total(now);
    for (let index = 0; index < this.length && left > room; index++) {
      const slot = this.slot(index);
      left -= this.at(this.amounts, slot);
      if (left <= room) return Math.max(1, this.at(this.newest, slot) + this.windowMs - now);
    }
    return 0;
  }

  private expire(now: number): void {
    while (this.length > 0 && this.at(this.newest, this.head) + this.windowMs <= now) {
      this.sum -= this.at(this.amounts, this.head);
      this.head = (this.head + 1) & (this.cells.length - 1);
      this.length--;
    }
    // Sums beyond 2^53 are not exact. With the last cell gone, the remainder is dropped.
    if (this.length === 0) this.sum = 0;
  }

  private push(cell: number, at: number): void {
    if (this.length === this.cells.length) this.grow();
    const slot = this.slot(this.length);
    this.cells[slot] = cell;
    this.newest[slot] = at;
    this.amounts[slot] = 0;
    this.length++;
  }

  private grow(): void {
    const unrolled = (from: Float64Array) => {
      const to = new Float64Array(from.length * 2);
      for (let index = 0; index < this.length; index++) to[index] = this.at(from, this.slot(index));
      return to;
    };
    const [cells, newest, amounts] = [
      unrolled(this.cells),
      unrolled(this.newest),
      unrolled(this.amounts),
    ];
    this.cells = cells;
    this.newest = newest;
    this.amounts = amounts;
    this.head = 0;
  }

  private toCell(at: number): number {
    return Math.floor((at * cellsPerWindow) / this.windowMs);
  }

  private slot(index: number): number {
    return (this.head + index) & (this.cells.length - 1);
  }

  private at(values: Float64Array, slot: number): number {
    return values[slot] ?? 0;
  }
}
