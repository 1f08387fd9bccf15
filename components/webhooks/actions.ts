"use server";

import { z } from "zod";
import { operations } from "@/gateway/contracts/operations/operations";
import {
  redeliverWebhooksBody,
  rotateWebhookSecretBody,
  saveWebhookSettingsBody,
} from "@/gateway/contracts/webhook";
import { serverAction } from "@/lib/auth/server-action";
import { callGateway, callGatewayTagged } from "@/lib/gateway/gateway-client";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { writeAsSeen } from "@/lib/gateway/write-as-seen";

/** What the page showed: never over what somebody else saved meanwhile. */
const seen = z.object({ url: z.string().nullable(), updated_at: z.string().nullable() });

/**
 * Where billing data goes. A new webhook's answer holds its secret, this once: nothing is
 * revalidated into the same response, and the caller keeps it in one component's state.
 */
export const saveWebhookAction = serverAction(
  "admin",
  saveWebhookSettingsBody.extend({ seen }),
  ({ seen, ...body }, caller) =>
    writeOver(seen, (ifMatch) => callGateway(operations.saveWebhook, { body, ifMatch, ...caller })),
);

/** The answer holds the new secret, this once: see saveWebhookAction. */
export const rotateWebhookSecretAction = serverAction(
  "admin",
  rotateWebhookSecretBody.extend({ seen }),
  ({ seen, ...body }, caller) =>
    writeOver(seen, (ifMatch) =>
      callGateway(operations.rotateWebhookSecret, { body, ifMatch, ...caller }),
    ),
);

/** Stops billing data, or lets it go on. */
export const pauseWebhookAction = serverAction(
  "admin",
  z.object({ paused: z.boolean() }),
  ({ paused }, { member }) =>
    callGateway(paused ? operations.pauseWebhook : operations.resumeWebhook, { member }),
);

/** Nothing is sent any more, and what waits or was given up is dropped. */
export const removeWebhookAction = serverAction("admin", z.object({ seen }), ({ seen }, caller) =>
  writeOver(seen, (ifMatch) => callGateway(operations.deleteWebhook, { ifMatch, ...caller })),
);

/** What becomes of it is read from the delivery. */
export const sendTestEventAction = serverAction("operator", z.unknown(), (_input, caller) =>
  callGateway(operations.sendTestDelivery, caller),
);

/** `sinceMs` is when it began. */
export const redeliverAction = serverAction(
  "operator",
  redeliverWebhooksBody,
  async (body, caller) => {
    const sinceMs = Date.now();
    const queued = await callGateway(operations.redeliverDeliveries, { body, ...caller });
    return queued.ok ? ok({ ...queued.data, sinceMs }) : queued;
  },
);

function writeOver<Answer>(
  seen: { url: string | null; updated_at: string | null },
  write: (ifMatch: string | null) => Promise<Result<Answer>>,
): Promise<Result<Answer>> {
  return writeAsSeen({
    read: () => callGatewayTagged(operations.readWebhook, {}),
    isAsSeen: (now) => now.url === seen.url && now.updated_at === seen.updated_at,
    write,
    toStale: ({ url }) => {
      const now = url === null ? "it is removed" : `it sends to ${url} now`;
      return fail(
        "STALE",
        `Somebody else changed the webhook or its secret meanwhile: ${now}. Nothing was saved; open this again.`,
      );
    },
  });
}
