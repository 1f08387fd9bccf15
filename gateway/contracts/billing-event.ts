import { z } from "zod";
import { countUpTo, pagination } from "./page";
import { moment, text, timestamp } from "./text";

const valuesMax = 200;
/** Repeated in the query: one value comes as a string, several as a list. */
const repeated = z.preprocess(
  (value) => (value === undefined ? undefined : [value].flat()),
  z.array(text(1, 255)).max(valuesMax, `may be repeated at most ${valuesMax} times`).optional(),
);

/** Source: gateway API, "Billing events". The window and the filters are the cursor's, if there is one. */
export const listEventsQuery = z
  .object({
    start_time: moment.optional(),
    end_time: moment.optional(),
    api_keys: repeated,
    external_entity_ids: repeated,
    limit: countUpTo(1000, 100),
    // Holds the filters, so it may be long.
    cursor: z.string().max(14_000).optional(),
  })
  .superRefine(({ start_time, end_time, cursor }, context) => {
    if (cursor !== undefined) return;
    const issue = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (start_time === undefined) issue("start_time", "is required without a cursor");
    else if (end_time !== undefined && Date.parse(end_time) < Date.parse(start_time)) {
      issue("end_time", "must not be before start_time");
    }
  });
export type ListEventsQuery = z.infer<typeof listEventsQuery>;

export const billingEvent = z.object({
  /** A ULID: the same on every pull and push. */
  idempotencyKey: z.string(),
  timestamp,
  requestId: z.string(),
  modelSlug: z.string(),
  externalEntityId: z.string(),
  apiKeyPrefix: z.string(),
  tokens: z.object({
    inputTokens: z.int(),
    outputTokens: z.int(),
    cachedInputTokens: z.int(),
  }),
  /** Extension: present and true where the upstream reported no usage and it was counted here. */
  estimated: z.boolean().optional(),
});
export type BillingEvent = z.infer<typeof billingEvent>;
export const billingEventPage = z.object({ items: z.array(billingEvent), pagination });
