import { CompactNumber } from "@/components/ui/compact-number";
import type { Column } from "@/components/ui/data-table/column";
import type { UsageSums } from "@/gateway/contracts/usage-history";
import type { ConsumerColumn, RankedConsumer } from "./rank-consumers";
import { shareText } from "./shares";

export interface ConsumerLine {
  /** A text where several are added up. */
  who: RankedConsumer | string;
  sums: UsageSums;
  /** In tenths of a percent, so rounded that all rows make 100%. */
  share: number;
}

const figures = [
  { id: "input_tokens", header: "Input", unit: "tokens" },
  { id: "cached_input_tokens", header: "Cached", unit: "tokens" },
  { id: "output_tokens", header: "Output", unit: "tokens" },
  { id: "requests", header: "Requests", unit: "requests" },
  { id: "refusals", header: "Refusals", unit: "refusals" },
] as const;

/** The columns after a consumer's name. `whole` = all tokens that the shares are of. */
export function consumerColumns(
  whole: number,
  sortBy: (column: ConsumerColumn) => NonNullable<Column<ConsumerLine>["sort"]>,
): Column<ConsumerLine>[] {
  return [
    {
      header: "Tokens",
      numeric: true,
      headClassName: "sm:w-[11%]",
      sort: sortBy("total_tokens"),
      cell: ({ sums }) => <CompactNumber value={sums.total_tokens} unit="tokens" />,
    },
    {
      header: "Share",
      headClassName: "sm:w-[17%]",
      className: "sm:pl-6",
      sort: sortBy("share"),
      cell: (line) => <Share {...line} whole={whole} />,
    },
    ...figures.map(({ id, header, unit }) => ({
      header,
      numeric: true,
      className: id === "requests" ? "" : "max-sm:hidden",
      sort: sortBy(id),
      cell: ({ sums }: ConsumerLine) => <CompactNumber value={sums[id]} unit={unit} />,
    })),
  ];
}

function Share({ sums, share, whole }: ConsumerLine & { whole: number }) {
  const percent = whole > 0 ? (sums.total_tokens / whole) * 100 : 0;
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="h-1.5 w-16 overflow-hidden rounded-full bg-track max-sm:hidden">
        <span className="block h-full rounded-full bg-bar" style={{ width: `${percent}%` }} />
      </span>
      <span className="min-w-11 text-right font-mono font-normal text-xs tabular-nums">
        {shareText(share, sums.total_tokens, whole)}
      </span>
    </span>
  );
}
