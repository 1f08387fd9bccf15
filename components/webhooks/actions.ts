"use server";

import { z } from "zod";
import {
  type DeletedWebhook,
  deletedWebhook,
  type RedeliveredWebhooks,
  redeliveredWebhooks,
  redeliverWebhooksBody,
  rotateWebhookSecretBody,
  type SavedWebhookSettings,
  savedWebhookSettings,
  saveWebhookSettingsBody,
  type WebhookDelivery,
  type WebhookSettings,
  webhookDelivery,
  webhookSettings,
} from "@/gateway/contracts/webhook";
import { authorize } from "@/lib/auth/auth";
import { callGateway, callGatewayTagged } from "@/lib/gateway/gateway-client";
import { parseInput } from "@/lib/gateway/parse-input";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { writeAsSeen } from "@/lib/gateway/write-as-seen";

const base = "/v1/gateway/webhooks";
const pauseInput = z.object({ paused: z.boolean() });
/** What the page showed: never over what somebody else saved meanwhile. */
const seen = z.object({ url: z.string().nullable(), updated_at: z.string().nullable() });
const saveInput = saveWebhookSettingsBody.extend({ seen });
const rotateInput = rotateWebhookSecretBody.extend({ seen });
const removeInput = z.object({ seen });

/**
 * Admins: where billing data goes. A new webhook's answer holds its secret, this once: nothing is
 * revalidated into the same response, and the caller keeps it in one component's state.
 */
export async function saveWebhookAction(input: unknown): Promise<Result<SavedWebhookSettings>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  const parsed = parseInput(saveInput, input);
  if (!parsed.ok) return parsed;
  const { seen, ...body } = parsed.data;
  return writeOver(seen, (ifMatch) =>
    callGateway({
      method: "PUT",
      path: `${base}/settings`,
      body,
      answer: savedWebhookSettings,
      member: member.data,
      ifMatch,
    }),
  );
}

/** Admins. The answer holds the new secret, this once: see saveWebhookAction. */
export async function rotateWebhookSecretAction(
  input: unknown,
  submission?: unknown,
): Promise<Result<SavedWebhookSettings>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  const parsed = parseInput(rotateInput, input);
  if (!parsed.ok) return parsed;
  const { seen, ...body } = parsed.data;
  return writeOver(seen, (ifMatch) =>
    callGateway({
      method: "POST",
      path: `${base}/settings/rotate`,
      body,
      answer: savedWebhookSettings,
      member: member.data,
      ifMatch,
      submission,
    }),
  );
}

/** Admins: stops billing data, or lets it go on. */
export async function pauseWebhookAction(input: unknown): Promise<Result<WebhookSettings>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  const parsed = parseInput(pauseInput, input);
  if (!parsed.ok) return parsed;
  return callGateway({
    method: "POST",
    path: `${base}/settings/${parsed.data.paused ? "pause" : "resume"}`,
    answer: webhookSettings,
    member: member.data,
  });
}

/** Admins: nothing is sent any more, and what waits or was given up is dropped. */
export async function removeWebhookAction(input: unknown): Promise<Result<DeletedWebhook>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  const parsed = parseInput(removeInput, input);
  if (!parsed.ok) return parsed;
  return writeOver(parsed.data.seen, (ifMatch) =>
    callGateway({
      method: "DELETE",
      path: `${base}/settings`,
      answer: deletedWebhook,
      member: member.data,
      ifMatch,
    }),
  );
}

/** Operators. What becomes of it is read from the delivery. */
export async function sendTestEventAction(
  _input?: unknown,
  submission?: unknown,
): Promise<Result<WebhookDelivery>> {
  const member = await authorize("operator");
  if (!member.ok) return member;
  return callGateway({
    method: "POST",
    path: `${base}/test`,
    answer: webhookDelivery,
    member: member.data,
    submission,
  });
}

/** Operators. `sinceMs` is when it began. */
export async function redeliverAction(
  input: unknown,
  submission?: unknown,
): Promise<Result<RedeliveredWebhooks & { sinceMs: number }>> {
  const member = await authorize("operator");
  if (!member.ok) return member;
  const body = parseInput(redeliverWebhooksBody, input);
  if (!body.ok) return body;
  const sinceMs = Date.now();
  const queued = await callGateway({
    method: "POST",
    path: `${base}/redeliver`,
    body: body.data,
    answer: redeliveredWebhooks,
    member: member.data,
    submission,
  });
  return queued.ok ? ok({ ...queued.data, sinceMs }) : queued;
}

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
