"use server";

import { z } from "zod";
import {
  deletedWebhook,
  redeliveredWebhooks,
  redeliverWebhooksBody,
  rotateWebhookSecretBody,
  savedWebhookSettings,
  saveWebhookSettingsBody,
  webhookDelivery,
  webhookSettings,
} from "@/gateway/contracts/webhook";
import { serverAction } from "@/lib/auth/server-action";
import { callGateway, callGatewayTagged } from "@/lib/gateway/gateway-client";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { writeAsSeen } from "@/lib/gateway/write-as-seen";

const base = "/v1/gateway/webhooks";
const settingsPath = `${base}/settings`;
/** What the page showed: never over what somebody else saved meanwhile. */
const seen = z.object({ url: z.string().nullable(), updated_at: z.string().nullable() });

/**
 * Where billing data goes. A new webhook's answer holds its secret, this once: nothing is
 * revalidated into the same response, and the caller keeps it in one component's state.
 */
export const saveWebhookAction = serverAction(
  "admin",
  saveWebhookSettingsBody.extend({ seen }),
  ({ seen, ...body }, caller) => {
    const request = { method: "PUT", path: settingsPath, body, ...caller } as const;
    return writeOver(seen, (ifMatch) =>
      callGateway({ ...request, answer: savedWebhookSettings, ifMatch }),
    );
  },
);

/** The answer holds the new secret, this once: see saveWebhookAction. */
export const rotateWebhookSecretAction = serverAction(
  "admin",
  rotateWebhookSecretBody.extend({ seen }),
  ({ seen, ...body }, caller) => {
    const request = { method: "POST", path: `${settingsPath}/rotate`, body, ...caller } as const;
    return writeOver(seen, (ifMatch) =>
      callGateway({ ...request, answer: savedWebhookSettings, ifMatch }),
    );
  },
);

/** Stops billing data, or lets it go on. */
export const pauseWebhookAction = serverAction(
  "admin",
  z.object({ paused: z.boolean() }),
  ({ paused }, { member }) =>
    callGateway({
      method: "POST",
      path: `${settingsPath}/${paused ? "pause" : "resume"}`,
      answer: webhookSettings,
      member,
    }),
);

/** Nothing is sent any more, and what waits or was given up is dropped. */
export const removeWebhookAction = serverAction("admin", z.object({ seen }), ({ seen }, caller) => {
  const request = { method: "DELETE", path: settingsPath, ...caller } as const;
  return writeOver(seen, (ifMatch) => callGateway({ ...request, answer: deletedWebhook, ifMatch }));
});

/** What becomes of it is read from the delivery. */
export const sendTestEventAction = serverAction("operator", z.unknown(), (_input, caller) =>
  callGateway({ method: "POST", path: `${base}/test`, answer: webhookDelivery, ...caller }),
);

/** `sinceMs` is when it began. */
export const redeliverAction = serverAction(
  "operator",
  redeliverWebhooksBody,
  async (body, caller) => {
    const sinceMs = Date.now();
    const request = { method: "POST", path: `${base}/redeliver`, body, ...caller } as const;
    const queued = await callGateway({ ...request, answer: redeliveredWebhooks });
    return queued.ok ? ok({ ...queued.data, sinceMs }) : queued;
  },
);

async function writeOver<Answer>(
  seen: { url: string | null; updated_at: string | null },
  write: (ifMatch: string | null) => Promise<Result<Answer>>,
): Promise<Result<Answer>> {
  const written = await writeAsSeen({
    read: () => callGatewayTagged({ path: `${base}/settings`, answer: webhookSettings }),
    isAsSeen: (now) => now.url === seen.url && now.updated_at === seen.updated_at,
    write,
  });
  if (!written.ok) return written;
  if (written.data.state === "written") return ok(written.data.data);
  const { url } = written.data.current;
  const now = url === null ? "it is removed" : `it sends to ${url} now`;
  return fail(
    "STALE",
    `Somebody else changed the webhook or its secret meanwhile: ${now}. Nothing was saved; open this again.`,
  );
}
