import { CompactNumber } from "@/components/ui/compact-number";
import { TD } from "@/components/ui/table";
import type { UsageSums } from "@/gateway/contracts/usage-history";
import { shareText } from "./shares";

export interface ConsumerFiguresProps {
  sums: UsageSums;
  /** All tokens that the shares are of. */
  whole: number;
  /** In tenths of a percent, so rounded that all rows make 100%. */
  share: number;
}

/** The cells after a consumer's name. */
export function ConsumerFigures({ sums, whole, share }: ConsumerFiguresProps) {
  const percent = whole > 0 ? (sums.total_tokens / whole) * 100 : 0;
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
          <span className="min-w-11 text-right font-mono font-normal text-xs tabular-nums">
            {shareText(share, sums.total_tokens, whole)}
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
