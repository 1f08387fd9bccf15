import Link from "next/link";
import type { ReactNode } from "react";
import { CompactNumber } from "@/components/ui/compact-number";
import { compactNumber, compactSum, exactNumber, exactUtc } from "@/lib/format/format";
import type { Result } from "@/lib/gateway/result";
import { usageHref } from "@/lib/url-state/usage-view";
import { PartError } from "../part-error";
import type { DayFigure, TrafficToday } from "./compare-days";
import { compareInWords } from "./compare-in-words";
import { HoursDrawing } from "./hours-drawing";

const usage = usageHref(
  { kind: "page" },
  {
    ...{ range: "24h", interval: "hour", split: "none" },
    ...{ groupId: null, keyPrefix: null, slug: null },
  },
);

/** The day so far in three figures, each beside yesterday's. */
export function TrafficSection({ traffic }: { traffic: Result<TrafficToday> }) {
  return (
    <section aria-labelledby="traffic-today">
      <div className="mb-2 flex h-6 items-baseline gap-2">
        <h2 id="traffic-today" className="font-medium">
          Today
        </h2>
        <span className="text-muted-foreground text-xs">since 00:00 UTC</span>
      </div>
      {traffic.ok ? (
        <Figures traffic={traffic.data} />
      ) : (
        <PartError what="Today’s traffic" error={traffic.error} />
      )}
    </section>
  );
}

function Figures({ traffic }: { traffic: TrafficToday }) {
  const { requests, tokens, refusals, wholeHours, completeUntil, isLate } = traffic;
  return (
    <>
      <dl
        aria-label="Traffic today"
        className="grid gap-px overflow-hidden rounded-lg border border-border bg-border md:grid-cols-3"
      >
        <Figure name="Requests" figure={requests} {...{ wholeHours }} color="var(--chart-1)">
          {formatBilled(traffic)}
        </Figure>
        <Figure name="Tokens" figure={tokens} {...{ wholeHours }} color="var(--chart-1)">
          {compactSum(traffic.inputTokens)} in, {compactSum(traffic.outputTokens)} out
        </Figure>
        <Figure name="Refusals" figure={refusals} {...{ wholeHours }} color="var(--danger-solid)">
          {shareOfCalls(refusals.today, requests.today)}
        </Figure>
      </dl>
      <p className="mt-2 text-muted-foreground text-xs">
        Bars are today’s hours, the line is yesterday’s.{" "}
        {wholeHours > 0
          ? "Whole hours are compared, the same ones of both days."
          : "The days are compared as soon as an hour of this one is over."}
        {isLate ? (
          <strong className="font-medium text-warn">
            {" "}
            Adding up is late: only what was recorded until{" "}
            <time dateTime={completeUntil}>{exactUtc(completeUntil)}</time> is in these figures.
          </strong>
        ) : null}
      </p>
    </>
  );
}

interface FigureProps {
  name: "Requests" | "Tokens" | "Refusals";
  figure: DayFigure;
  wholeHours: number;
  color: string;
  children: ReactNode;
}

function Figure({ name, figure, wholeHours, color, children }: FigureProps) {
  const unit = name.toLowerCase();
  return (
    <div className="relative flex flex-col bg-surface px-4 py-3 transition-colors hover:bg-hover">
      <dt className="text-muted-foreground text-xs">
        <Link href={usage} className="after:absolute after:inset-0">
          {name}
        </Link>
      </dt>
      <dd className="mt-0.5 flex items-baseline justify-between gap-x-3">
        <CompactNumber value={figure.today} unit={unit} className="font-medium text-2xl" />
        <span className="text-right text-muted-foreground text-xs">{children}</span>
      </dd>
      <dd className="mt-3">
        <HoursDrawing figure={figure} unit={name} color={color} />
      </dd>
      <dd
        className="mt-2 text-xs"
        title={`${exactNumber(figure.byThen)} against ${exactNumber(figure.yesterdayByThen)} ${unit}`}
      >
        {wholeHours > 0
          ? compareInWords(figure, wholeHours)
          : `${compactNumber(sumYesterday(figure))} in all of yesterday`}
      </dd>
    </div>
  );
}

function sumYesterday({ yesterdayHours }: DayFigure): number {
  return yesterdayHours.reduce((sum, value) => sum + value, 0);
}

function formatBilled({ requests, refusals, unbilledRequests }: TrafficToday): string {
  if (unbilledRequests > 0) return `${exactNumber(unbilledRequests)} not billed: the model failed`;
  if (requests.today > 0) return "all billed";
  return refusals.today > 0 ? "every call refused" : "nobody called yet";
}

/** Rounded, but never to 0% of what is something. */
function shareOfCalls(refusals: number, requests: number): string {
  const calls = refusals + requests;
  if (calls === 0) return "no call";
  if (refusals === 0) return "no call refused";
  const percent = (refusals / calls) * 100;
  const share = percent < 0.1 ? "under 0.1" : String(Number(percent.toFixed(1)));
  return `${share}% of calls`;
}
