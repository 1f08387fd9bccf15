/** Something that waits, and does something where it has waited too long. */
export interface Watched {
  look(nowMs: number): void;
}

/** Looks at all that wait once in a while: a timer for each of thousands of streams would cost more. */
export interface Watch {
  add(watched: Watched): void;
  delete(watched: Watched): void;
  close(): void;
}

export function createWatch(everyMs: number): Watch {
  const all = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;

  function lookAtAll(): void {
    if (all.size === 0) close();
    const nowMs = performance.now();
    for (const watched of all) watched.look(nowMs);
  }

  function close(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    add(watched) {
      all.add(watched);
      timer ??= setInterval(lookAtAll, everyMs).unref();
    },
    delete: (watched) => {
      all.delete(watched);
    },
    close,
  };
}
