import type { ReactNode } from "react";
import { CompactNumber } from "@/components/ui/compact-number";
import type { UsageSums } from "@/gateway/contracts/usage-history";
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
    <dl
      aria-label="Totals"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-border bg-border sm:grid-cols-3 lg:grid-cols-5"
    >
      <Figure name="Tokens" value={tokens} unit="tokens" className="max-sm:col-span-2">
        input and output
      </Figure>
      <Figure name="Input" value={input} unit="tokens">
        {input > 0 ? `${share(cached, input)} cached` : "nothing cached"}
      </Figure>
      <Figure name="Output" value={output} unit="tokens">
        {billed > 0 ? `${exactNumber(Math.round(output / billed))} per answer` : "no answer"}
      </Figure>
      <Figure name="Requests" value={requests} unit="requests">
        {unbilled > 0 ? `${exactNumber(unbilled)} not billed` : "all billed"}
      </Figure>
      <Figure name="Refusals" value={refusals} unit="refusals" className="sm:max-lg:col-span-2">
        {calls > 0 ? `${share(refusals, calls)} of calls` : "no call"}
      </Figure>
    </dl>
  );
}

interface FigureProps {
  name: string;
  value: number;
  unit: string;
  className?: string;
  children: ReactNode;
}

function Figure({ name, value, unit, className = "", children }: FigureProps) {
  return (
    <div className={`bg-surface px-4 py-3 ${className}`}>
      <dt className="text-muted-foreground text-xs">{name}</dt>
      <dd className="mt-0.5">
        <CompactNumber value={value} unit={unit} className="font-medium text-xl" />
        <span className="block text-muted-foreground text-xs">{children}</span>
      </dd>
    </div>
  );
}

/** Rounded, but never to 0% of what is something. */
function share(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  return percent > 0 && percent < 0.1 ? "under 0.1%" : `${Number(percent.toFixed(1))}%`;
}
