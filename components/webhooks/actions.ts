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
import { authorize } from "@/lib/auth";
import { callGateway } from "@/lib/gateway-client";
import { parseInput } from "@/lib/parse-input";
import { ok, type Result } from "@/lib/result";

const base = "/v1/gateway/webhooks";
const pauseInput = z.object({ paused: z.boolean() });

/**
 * Admins: where billing data goes. A new webhook's answer holds its secret, this once: nothing is
 * revalidated into the same response, and the caller keeps it in one component's state.
 */
export async function saveWebhookAction(input: unknown): Promise<Result<SavedWebhookSettings>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  const body = parseInput(saveWebhookSettingsBody, input);
  if (!body.ok) return body;
  return callGateway({
    method: "PUT",
    path: `${base}/settings`,
    body: body.data,
    answer: savedWebhookSettings,
    member: member.data,
  });
}

/** Admins. The answer holds the new secret, this once: see saveWebhookAction. */
export async function rotateWebhookSecretAction(
  input: unknown,
): Promise<Result<SavedWebhookSettings>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  const body = parseInput(rotateWebhookSecretBody, input);
  if (!body.ok) return body;
  return callGateway({
    method: "POST",
    path: `${base}/settings/rotate`,
    body: body.data,
    answer: savedWebhookSettings,
    member: member.data,
  });
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
export async function removeWebhookAction(): Promise<Result<DeletedWebhook>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  return callGateway({
    method: "DELETE",
    path: `${base}/settings`,
    answer: deletedWebhook,
    member: member.data,
  });
}

/** Operators. What becomes of it is read from the delivery. */
export async function sendTestEventAction(): Promise<Result<WebhookDelivery>> {
  const member = await authorize("operator");
  if (!member.ok) return member;
  return callGateway({
    method: "POST",
    path: `${base}/test`,
    answer: webhookDelivery,
    member: member.data,
  });
}

/** Operators. `sinceMs` is when it began. */
export async function redeliverAction(
  input: unknown,
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
  });
  return queued.ok ? ok({ ...queued.data, sinceMs }) : queued;
}
