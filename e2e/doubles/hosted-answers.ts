import type { BillingEvent } from "../../gateway/contracts/billing-event";
import type { DoubleGroup } from "./hosted-resolver";

export interface HostedState {
  groups: Map<string, DoubleGroup>;
  keys: Map<string, { prefix: string; name: string | null; groupId: string }>;
  endpoints: Map<string, HostedEndpoint>;
  secrets: Map<string, { id: string; name: string; created_at: string; team_name: string }>;
  apiKeys: Map<string, Record<string, unknown>>;
  events: BillingEvent[];
  nextId(kind: string): string;
}

export interface HostedEndpoint {
  id: string;
  slug: string;
  region: string;
  targets: Record<string, unknown>[];
  created_at: string;
  updated_at: string;
}

export interface HostedRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}
/** undefined = this room does not know the path. */
export type HostedAnswer = { status: number; body: unknown } | undefined;

export const refuse = (message: string): HostedAnswer => ({
  status: 400,
  body: { code: "VALIDATION_ERROR", message },
});
export const missing: HostedAnswer = { status: 404, body: { code: "NOT_FOUND", message: "gone" } };

/** Creation order and an opaque cursor; undefined = the limit is out of range. */
export function toPage<Item extends { id?: string; prefix?: string }>(
  items: Item[],
  query: URLSearchParams,
) {
  const limit = Number(query.get("limit") ?? "100");
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) return undefined;
  const cursor = query.get("cursor");
  const start = cursor === null ? 0 : Number(Buffer.from(cursor, "base64url").toString());
  const shown = items.slice(start, start + limit);
  const hasMore = start + limit < items.length;
  return {
    items: shown,
    pagination: {
      has_more: hasMore,
      cursor: hasMore ? Buffer.from(String(start + limit)).toString("base64url") : null,
    },
  };
}
