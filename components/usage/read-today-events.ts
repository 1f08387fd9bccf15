import "server-only";
import type { BillingEvent } from "@/gateway/contracts/billing-event";
import { dayMs } from "@/gateway/contracts/leaves/time";
import { operations } from "@/gateway/contracts/operations/operations";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";
import { type EventSums, sumEvents } from "./sum-events";

const pagesMax = 5;
const pageEvents = 1_000;

export interface TodayEvents {
  models: EventSums[];
  /** False where the day has more events than are read. */
  isWhole: boolean;
}

/**
 * What a group itself was billed since midnight UTC, from the billing events: for servers that add
 * up nothing. The caller has authorized the group.
 */
export async function readTodayEvents(
  externalEntityId: string,
  nowMs: number,
): Promise<Result<TodayEvents>> {
  const events: BillingEvent[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const read = await callGateway(operations.listEvents, {
      query: cursor
        ? { cursor, limit: pageEvents }
        : {
            start_time: new Date(Math.floor(nowMs / dayMs) * dayMs).toISOString(),
            external_entity_ids: externalEntityId,
            limit: pageEvents,
          },
    });
    if (!read.ok) return read;
    events.push(...read.data.items);
    cursor = read.data.pagination.cursor ?? undefined;
    if (!read.data.pagination.has_more || !cursor) {
      return ok({ models: sumEvents(events), isWhole: true });
    }
  }
  return ok({ models: sumEvents(events), isWhole: false });
}
