import { CompactNumber } from "@/components/ui/compact-number";
import { TD } from "@/components/ui/table";
import type { UsageSums } from "@/gateway/contracts/usage-history";
import { usedPercent } from "@/lib/format";

/** What two consumers used together. */
export function addSums(one: UsageSums, other: UsageSums): UsageSums {
  return {
    requests: one.requests + other.requests,
    unbilled_requests: one.unbilled_requests + other.unbilled_requests,
    refusals: one.refusals + other.refusals,
    input_tokens: one.input_tokens + other.input_tokens,
    cached_input_tokens: one.cached_input_tokens + other.cached_input_tokens,
    output_tokens: one.output_tokens + other.output_tokens,
    total_tokens: one.total_tokens + other.total_tokens,
  };
}

/** The cells after a consumer's name; `whole` = all tokens that the shares are of. */
export function ConsumerFigures({ sums, whole }: { sums: UsageSums; whole: number }) {
  const percent = whole > 0 ? usedPercent(sums.total_tokens, whole) : 0;
  return (
    <>
      <TD numeric>
        <CompactNumber value={sums.total_tokens} unit="tokens" />
      </TD>
      <TD className="sm:pl-6">
        <span className="flex items-center gap-2">
          <span
            aria-hidden
            className="h-1.5 w-16 overflow-hidden rounded-full bg-track max-sm:hidden"
          >
            <span className="block h-full rounded-full bg-bar" style={{ width: `${percent}%` }} />
          </span>
          <span className="min-w-9 text-right font-mono font-normal text-xs tabular-nums">
            {percent === 0 && sums.total_tokens > 0 ? "<1" : percent}%
          </span>
        </span>
      </TD>
      <TD numeric className="max-sm:hidden">
        <CompactNumber value={sums.input_tokens} unit="tokens" />
      </TD>
      <TD numeric className="max-sm:hidden">
        <CompactNumber value={sums.cached_input_tokens} unit="tokens" />
      </TD>
      <TD numeric className="max-sm:hidden">
        <CompactNumber value={sums.output_tokens} unit="tokens" />
      </TD>
      <TD numeric>
        <CompactNumber value={sums.requests} unit="requests" />
      </TD>
      <TD numeric className="max-sm:hidden">
        <CompactNumber value={sums.refusals} unit="refusals" />
      </TD>
    </>
  );
}
