import { dayMs } from "../../contracts/leaves/time";

/** What is known of one group's use in one hour or day. */
export interface KnownPeak {
  groupId: string;
  /** Of its busiest window. */
  used: number;
  atMs: number;
  /** Not read: `used` is the mean of the hour that begins at `atMs`. */
  isHour: boolean;
  /** False: there may have been more. */
  isWhole: boolean;
}

export interface GroupPeak extends KnownPeak {
  daysAbove: number;
}

/** Of each group that was above the threshold: the busiest window, and on how many days; biggest first. */
export function sumUpPeaks(peaks: readonly KnownPeak[], threshold: number): GroupPeak[] {
  const byGroup = new Map<string, KnownPeak[]>();
  for (const peak of peaks) {
    const known = byGroup.get(peak.groupId);
    if (known) known.push(peak);
    else byGroup.set(peak.groupId, [peak]);
  }
  return [...byGroup.values()]
    .flatMap((known): GroupPeak[] => {
      const above = known.filter(({ used }) => used > threshold);
      const [first, ...rest] = above;
      if (!first) return [];
      const busiest = rest.reduce((most, peak) => (peak.used > most.used ? peak : most), first);
      const days = new Set(above.map(({ atMs }) => Math.floor(atMs / dayMs)));
      const isWhole = known.every((peak) => peak.isWhole);
      return [{ ...busiest, isWhole, daysAbove: days.size }];
    })
    .sort((one, other) => other.used - one.used || (one.groupId < other.groupId ? -1 : 1));
}
