import { contractStart } from "./contract-tests/counter-fixture";
import { describeExactness } from "./contract-tests/counter-store.exactness";
import { createMemoryCounterStore } from "./memory/memory-counter-store";

describeExactness(
  "the memory store",
  async () => {
    let now = contractStart;
    const store = createMemoryCounterStore({ now: () => now });
    return {
      store,
      now: () => now,
      advance: (ms) => {
        now += ms;
      },
      live: async (ms) => {
        now += ms;
      },
      close: () => store.close(),
    };
  },
  1,
);
