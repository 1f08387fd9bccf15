import type * as real from "../../events/partition-keeper";

/** One table without partitions. */
export const openPartitionKeeper: (typeof real)["openPartitionKeeper"] = async () => ({
  close: async () => {},
});
