"use client";

import { useEffect, useState } from "react";
import { exactUtc, relativeTime } from "@/lib/format/format";
import { Tooltip } from "./tooltip";

export interface RelativeTimeProps {
  /** RFC 3339; null or absent shows a dash with `unknown` as its reason. */
  iso: string | null | undefined;
  unknown?: string;
  className?: string;
}

/** "3 min ago", exact UTC on hover; keeps itself current. */
export function RelativeTime({ iso, unknown = "Not known", className }: RelativeTimeProps) {
  // The server does not know the reader's moment: the first paint shows the exact time.
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  if (!iso) {
    return (
      <Tooltip content={unknown}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: focus shows the tooltip */}
        <span tabIndex={0} className={className}>
          —<span className="sr-only">{unknown}</span>
        </span>
      </Tooltip>
    );
  }
  return (
    <Tooltip content={exactUtc(iso)}>
      <time
        dateTime={iso}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: focus shows the tooltip
        tabIndex={0}
        suppressHydrationWarning
        className={className ?? "whitespace-nowrap"}
      >
        {relativeTime(iso, now ?? Date.now())}
      </time>
    </Tooltip>
  );
}
