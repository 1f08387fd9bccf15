import { z } from "zod";
import { pagination } from "./page";
import { inDigits, moment, text, timestamp } from "./text";

const valuesMax = 200;
/** Repeated in the query: one value comes as a string, several as a list. */
const repeated = (name: string) =>
  z.preprocess(
    (value) => (value === undefined ? undefined : [value].flat()),
    z
      .array(text(name, 1, 255))
      .max(valuesMax, `${name} may be repeated at most ${valuesMax} times`)
      .optional(),
  );

/** Source: gateway API, "Billing events". The window and the filters are the cursor's, if there is one. */
export const listEventsQuery = z
  .object({
    start_time: moment("start_time").optional(),
    end_time: moment("end_time").optional(),
    api_keys: repeated("api_keys"),
    external_entity_ids: repeated("external_entity_ids"),
    limit: inDigits(
      z.coerce
        .number({ error: "limit must be a whole number from 1 to 1000" })
        .int("limit must be a whole number from 1 to 1000")
        .min(1, "limit must be from 1 to 1000")
        .max(1000, "limit must be from 1 to 1000")
        .default(100),
    ),
    // Holds the filters, so it may be long.
    cursor: z.string().max(14_000).optional(),
  })
  .superRefine(({ start_time, end_time, cursor }, context) => {
    if (cursor !== undefined) return;
    const issue = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (start_time === undefined) issue("start_time", "start_time is required without a cursor");
    else if (end_time !== undefined && Date.parse(end_time) < Date.parse(start_time)) {
      issue("end_time", "end_time must not be before start_time");
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
