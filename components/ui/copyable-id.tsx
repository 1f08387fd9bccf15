"use client";

import { cn } from "@/lib/format/class-names";
import { CopyButton } from "./copy-button";

export interface CopyableIdProps {
  id: string;
  /** What it is the id of, for the button's name: "Copy group id". */
  what?: string;
  className?: string;
}

/** Always the whole id: shortening is the layout's, by ellipsis, never the text's. */
export function CopyableId({ id, what = "id", className }: CopyableIdProps) {
  return (
    <span className={cn("inline-flex min-w-0 max-w-full items-center gap-0.5", className)}>
      <code className="truncate font-mono text-[13px]" title={id}>
        {id}
      </code>
      <CopyButton
        iconOnly
        value={id}
        label={`Copy ${what}`}
        className="size-6 text-muted-foreground [&_svg]:size-3.5"
      />
    </span>
  );
}
