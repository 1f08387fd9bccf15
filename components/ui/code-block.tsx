import { cn } from "@/lib/format/class-names";
import { CopyButton } from "./copy-button";

export interface CodeBlockProps {
  code: string;
  /** Names the block and what its button copies: "curl command". */
  what: string;
  className?: string;
}

/** Scrolls beside its button; focusable, so that a keyboard can scroll it too. */
export function CodeBlock({ code, what, className }: CodeBlockProps) {
  return (
    <div className={cn("flex rounded-lg border border-border bg-muted/60", className)}>
      <section
        aria-label={what}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable
        tabIndex={0}
        className="min-w-0 flex-1 overflow-x-auto rounded-lg p-3"
      >
        <pre className="font-mono text-[13px] leading-5">
          <code>{code}</code>
        </pre>
      </section>
      <CopyButton
        iconOnly
        value={code}
        label={`Copy ${what}`}
        className="m-1.5 size-7 text-muted-foreground"
      />
    </div>
  );
}
