export interface Stops {
  /** Stopped at the end, the last one first. */
  keep<Started extends { stop(): Promise<void> }>(started: Started): Started;
}

/** Runs `work`, and stops what it started, however it ends. */
export async function keepStops<Result>(work: (stops: Stops) => Promise<Result>): Promise<Result> {
  const stops: (() => Promise<void>)[] = [];
  try {
    return await work({
      keep(started) {
        stops.push(() => started.stop());
        return started;
      },
    });
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}
