import { Figure, figuresLook } from "@/components/shared/figure";
import { CompactNumber } from "@/components/ui/compact-number";
import { RelativeTime } from "@/components/ui/relative-time";
import type { WebhookSettings } from "@/gateway/contracts/webhook";
import { cn } from "@/lib/format/class-names";

/** How it goes, in three figures. */
export function DeliveryCounts({ settings }: { settings: WebhookSettings }) {
  const { paused, pending_count: pending, dead_letter_count: dead } = settings;
  return (
    <dl aria-label="Deliveries in figures" className={figuresLook}>
      <Figure name="Waiting" note={pending > 0 && paused ? "for the resume" : "deliveries"}>
        <CompactNumber value={pending} unit="deliveries" />
      </Figure>
      <Figure name="Dead letters" note={dead > 0 ? "given up, to redeliver" : "none given up"}>
        <CompactNumber value={dead} unit="deliveries" className={cn(dead > 0 && "text-danger")} />
      </Figure>
      <Figure
        name="Last delivered"
        note={settings.last_delivered_at ? "accepted by your receiver" : "nothing accepted yet"}
        className="max-sm:col-span-2"
      >
        <RelativeTime iso={settings.last_delivered_at} unknown="Nothing was delivered yet" />
      </Figure>
    </dl>
  );
}
