import { ChevronRight } from "lucide-react";
import { CopyButton } from "@/components/ui/copy-button";
import { plural } from "@/lib/format/format";
import { readableBody } from "./readable-body";

/** What every attempt sends: spread out to read, byte by byte to copy. */
export function DeliveryBody({ body }: { body: string }) {
  const { text, isCut } = readableBody(body);
  return (
    <details className="group">
      <summary className="flex w-fit list-none items-center gap-1 rounded-sm font-medium">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        Body
        <span className="font-normal text-muted-foreground text-xs">
          {plural(new TextEncoder().encode(body).length, "byte")}
        </span>
      </summary>
      <div className="relative mt-2 rounded-lg border border-border bg-muted/60">
        <section
          aria-label="Body"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable
          tabIndex={0}
          className="max-h-72 overflow-y-auto rounded-lg p-3 pr-12"
        >
          <pre className="whitespace-pre-wrap break-all font-mono text-xs leading-5">{text}</pre>
        </section>
        <CopyButton
          iconOnly
          value={body}
          label="Copy body"
          className="absolute top-1.5 right-1.5 size-7 text-muted-foreground"
        />
      </div>
      {isCut ? (
        <p className="mt-1.5 text-muted-foreground text-xs">
          Only its beginning is shown; all of it is copied.
        </p>
      ) : null}
    </details>
  );
}
