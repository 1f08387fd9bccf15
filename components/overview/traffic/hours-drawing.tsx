import { exactNumber } from "@/lib/format/format";
import type { DayFigure } from "./compare-days";
import { hourOfDay } from "./compare-in-words";

const hoursOfDay = 24;
const slot = 10;
const gap = 2;
const width = hoursOfDay * slot;
const height = 40;

export interface HoursDrawingProps {
  figure: DayFigure;
  /** "requests". */
  unit: string;
  color: string;
}

/** Bars for today's hours, the running one fainter, and yesterday's as a line over them. */
export function HoursDrawing({
  figure: { hours, yesterdayHours },
  unit,
  color,
}: HoursDrawingProps) {
  const highest = Math.max(...hours, ...yesterdayHours);
  if (highest === 0) return <div className="h-10 border-border border-b max-md:hidden" />;
  const toHeight = (value: number) => (value === 0 ? 0 : Math.max(1, (value / highest) * height));
  const line = yesterdayHours
    .map((value, hour) => {
      const y = height - toHeight(value);
      return `${hour === 0 ? "M" : "L"}${hour * slot} ${y}H${(hour + 1) * slot}`;
    })
    .join("");
  return (
    <svg
      role="img"
      aria-label={describe(hours, yesterdayHours, unit)}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="h-10 w-full overflow-visible border-border border-b"
    >
      {hours.map((value, hour) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the hour
          key={hour}
          x={hour * slot + gap / 2}
          y={height - toHeight(value)}
          width={slot - gap}
          height={toHeight(value)}
          fill={color}
          opacity={hour === hours.length - 1 ? 0.5 : 1}
        />
      ))}
      {yesterdayHours.some((value) => value > 0) ? (
        <path
          d={line}
          fill="none"
          stroke="var(--bar)"
          strokeWidth={1.5}
          vectorEffect="non-scaling-stroke"
        />
      ) : null}
    </svg>
  );
}

function describe(hours: number[], yesterdayHours: number[], unit: string): string {
  return `${unit} by hour. Today: ${most(hours)}. Yesterday: ${most(yesterdayHours)}.`;
}

function most(values: number[]): string {
  const highest = Math.max(...values);
  if (highest === 0) return "none";
  return `the most in an hour ${exactNumber(highest)}, from ${hourOfDay(values.indexOf(highest))}`;
}
