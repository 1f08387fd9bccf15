import type * as real from "../../metering/rollups/usage-history-store";

/** What reads in this transaction takes all of it in one statement. */
export const readOneMoment: (typeof real)["readOneMoment"] = async () => {};
