/** Something that waits, and does something where it has waited too long. */
export interface Watched {
  look(nowMs: number): void;
  /** Its place in the watch, which writes it. */
  place: number;
}

/** Looks at all that wait once in a while: a timer for each of thousands of streams would cost more. */
export interface Watch {
  add(watched: Watched): void;
  /** A second call does nothing. */
  delete(watched: Watched): void;
  close(): void;
}

export function createWatch(everyMs: number): Watch {
  // No Set: what it holds as it grows into another table stays reachable from the table before, so
  // nearly every request outlived its generation in the heap. Decision record 103.
  const all: Watched[] = [];
  let timer: NodeJS.Timeout | undefined;

  function lookAtAll(): void {
    if (all.length === 0) close();
    const nowMs = performance.now();
    // From the end, since a look may delete: what takes the place has been looked at.
    for (let place = all.length - 1; place >= 0; place--) all[place]?.look(nowMs);
  }

  function close(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    add(watched) {
      watched.place = all.length;
      all.push(watched);
      timer ??= setInterval(lookAtAll, everyMs).unref();
    },
    delete(watched) {
      const { place } = watched;
      if (all[place] !== watched) return;
      const last = all.pop();
      if (last === undefined || last === watched) return;
      all[place] = last;
      last.place = place;
    },
    close,
  };
}
