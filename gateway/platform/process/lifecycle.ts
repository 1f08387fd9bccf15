/** Where a gateway is between its start and its end. */
export interface Lifecycle {
  /** It was told to stop: it says so, and serves on for a while. */
  readonly isDraining: boolean;
  drain(): void;
}

export function createLifecycle(): Lifecycle {
  let isDraining = false;
  return {
    get isDraining() {
      return isDraining;
    },
    drain() {
      isDraining = true;
    },
  };
}
