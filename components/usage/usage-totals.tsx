import { Figure, figuresLook } from "@/components/shared/figure";
import { CompactNumber } from "@/components/ui/compact-number";
import type { UsageSums } from "@/gateway/contracts/usage-history";
import { cn } from "@/lib/format/class-names";
import { exactNumber } from "@/lib/format/format";

/** The range in five figures. */
export function UsageTotals({ totals }: { totals: UsageSums }) {
  const {
    requests,
    refusals,
    unbilled_requests: unbilled,
    input_tokens: input,
    cached_input_tokens: cached,
    output_tokens: output,
    total_tokens: tokens,
  } = totals;
  const calls = requests + refusals;
  const billed = requests - unbilled;
  return (
    <dl aria-label="Totals" className={cn(figuresLook, "lg:grid-cols-5")}>
      <Figure name="Tokens" note="input and output" className="max-sm:col-span-2">
        <CompactNumber value={tokens} unit="tokens" />
      </Figure>
      <Figure name="Input" note={input > 0 ? `${share(cached, input)} cached` : "nothing cached"}>
        <CompactNumber value={input} unit="tokens" />
      </Figure>
      <Figure
        name="Output"
        note={billed > 0 ? `${exactNumber(Math.round(output / billed))} per answer` : "no answer"}
      >
        <CompactNumber value={output} unit="tokens" />
      </Figure>
      <Figure
        name="Requests"
        note={unbilled > 0 ? `${exactNumber(unbilled)} not billed` : "all billed"}
      >
        <CompactNumber value={requests} unit="requests" />
      </Figure>
      <Figure
        name="Refusals"
        note={calls > 0 ? `${share(refusals, calls)} of calls` : "no call"}
        className="sm:max-lg:col-span-2"
      >
        <CompactNumber value={refusals} unit="refusals" />
      </Figure>
    </dl>
  );
}

/** Rounded, but never to 0% of what is something. */
function share(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  return percent > 0 && percent < 0.1 ? "under 0.1%" : `${Number(percent.toFixed(1))}%`;
}
