import type { ConsumptionRow } from "../../metering/ledger/event-store";
import type * as real from "../../metering/rollups/day-consumption-store";
import { currentWorld } from "../current-world";
import { findSession } from "../simulated-database";

type Real = typeof real;

/** The sums, and the rows behind them, of one moment: the transaction is REPEATABLE READ. */
export const readConsumptionOfDay: Real["readConsumptionOfDay"] = async function* (tx) {
  const world = currentWorld();
  const { postgres } = world;
  yield await postgres.call(findSession(tx), () => {
    const added: ConsumptionRow[] = [...postgres.sums].map(([name, { requests, tokens }]) => {
      const [groupId = "", slug = ""] = name.split(" ");
      const { path, cascading } = world.findGroup(groupId);
      return { groupPath: [...path], groupId, cascading, slug, requests, tokens };
    });
    const behind = postgres
      .recordedAfter(postgres.watermark, Number.POSITIVE_INFINITY)
      .map((row) => ({
        ...{ groupPath: [...row.groupPath], groupId: row.groupId, cascading: row.cascading },
        ...{ slug: row.modelSlug, requests: 1, tokens: row.inputTokens + row.outputTokens },
      }));
    return [...added, ...behind];
  });
};
