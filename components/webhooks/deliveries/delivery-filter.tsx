"use client";

import type { WebhookDeliveryStatus, WebhookSettings } from "@/gateway/contracts/webhook";
import { cn } from "@/lib/format/class-names";
import { compactNumber } from "@/lib/format/format";
import { ViewLink } from "../view-link";

export interface DeliveryFilterProps {
  current: WebhookDeliveryStatus | null;
  settings: WebhookSettings;
}

export function DeliveryFilter({ current, settings }: DeliveryFilterProps) {
  const filters = [
    { status: null, label: "All", count: 0 },
    { status: "pending", label: "Waiting", count: settings.pending_count },
    { status: "delivered", label: "Delivered", count: 0 },
    { status: "dead_letter", label: "Dead letters", count: settings.dead_letter_count },
  ] as const;
  return (
    <nav aria-label="Deliveries by status" className="border-border border-b">
      <ul className="flex gap-5 overflow-x-auto overflow-y-hidden [scrollbar-width:none]">
        {filters.map(({ status, label, count }) => (
          <li key={label} className="shrink-0">
            <ViewLink
              view={{ status, deliveryId: null }}
              aria-current={status === current ? "page" : undefined}
              className={cn(
                "-mb-px inline-flex h-9 items-center gap-1.5 border-transparent border-b-2 text-muted-foreground transition-colors hover:text-foreground focus-visible:-outline-offset-2",
                status === current && "border-foreground font-medium text-foreground",
              )}
            >
              {label}
              {count > 0 ? (
                <span className="font-mono font-normal text-muted-foreground text-xs">
                  {compactNumber(count)}
                </span>
              ) : null}
            </ViewLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
