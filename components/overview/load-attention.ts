import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import type { Capabilities } from "@/gateway/contracts/workspace";
import type { Member } from "@/lib/auth/auth";
import { offers } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok } from "@/lib/gateway/result";
import type { NoticeFacts } from "./to-notices";

export async function loadDanglingSlugs(
  member: Member,
  capabilities: Capabilities | null,
): Promise<NoticeFacts["danglingSlugs"]> {
  if (!offers(capabilities, "dangling_slugs")) return null;
  const read = await callGateway(operations.listDanglingSlugs, { member });
  return read.ok ? ok(read.data.items.map(({ slug }) => slug)) : read;
}

export async function loadWebhook(
  member: Member,
  capabilities: Capabilities | null,
): Promise<NoticeFacts["webhook"]> {
  if (!offers(capabilities, "webhooks")) return null;
  const read = await callGateway(operations.readWebhook, { member });
  if (!read.ok) return read;
  return ok({
    paused: read.data.paused,
    deadLetters: read.data.dead_letter_count,
    secretUnreadable: read.data.secret_unreadable,
  });
}
