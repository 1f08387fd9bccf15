/** Fewer groups than this have no common median, because one of them would weigh too much. */
const groupsMin = 8;
const groupsMax = 32;
const samplesMin = 32;
const samplesPerGroup = 8;
const namesMax = 10_000;

/** The latest samples of one group. */
class GroupSamples {
  count = 0;
  middle = 0;
  private readonly values: number[] = [];

  add(value: number): void {
    this.values[this.count % samplesPerGroup] = value;
    this.count++;
    this.middle = findMedian(this.values);
  }

  get isKnown(): boolean {
    return this.count >= samplesPerGroup;
  }
}

interface Samples {
  /** In the order in which groups were heard of last. */
  groups: Map<string, GroupSamples>;
  /**
   * Median of all groups. Undefined while there are too few; null where it must be computed again.
   */
  middle: number | undefined | null;
}

/**
 * What many groups measure alike: the middle of each group's own middle, each group one voice
 * whatever it sends. Whoever lies moves it by one rank at most. Decision record 63.
 */
export class SampledMiddle {
  private readonly names = new Map<string, Samples>();

  add(name: string, groupId: string, value: number): void {
    let samples = this.names.get(name);
    if (!samples) {
      if (this.names.size >= namesMax) dropFirst(this.names);
      samples = { groups: new Map(), middle: undefined };
      this.names.set(name, samples);
    }
    const { groups } = samples;
    const group = groups.get(groupId) ?? new GroupSamples();
    groups.delete(groupId);
    if (groups.size >= groupsMax) dropFirst(groups);
    groups.set(groupId, group);
    group.add(value);
    samples.middle = null;
  }

  /** Median of all groups' medians; undefined until enough groups have measured it. */
  ofAll(name: string): number | undefined {
    const samples = this.names.get(name);
    if (!samples) return undefined;
    if (samples.middle === null) samples.middle = sharedMiddle(samples.groups);
    return samples.middle;
  }

  /** Median of one group's own samples, for estimates of that group alone. */
  ofGroup(name: string, groupId: string): number | undefined {
    const group = this.names.get(name)?.groups.get(groupId);
    return group?.isKnown ? group.middle : undefined;
  }
}

function sharedMiddle(groups: ReadonlyMap<string, GroupSamples>): number | undefined {
  if (groups.size < groupsMin) return undefined;
  const middles: number[] = [];
  let samples = 0;
  for (const { count, middle } of groups.values()) {
    middles.push(middle);
    samples += Math.min(count, samplesPerGroup);
  }
  return samples < samplesMin ? undefined : findMedian(middles);
}

/** Finds the median; of an even number, the lower of the two in the middle. */
function findMedian(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}

function dropFirst(kept: Map<string, unknown>): void {
  const first = kept.keys().next();
  if (!first.done) kept.delete(first.value);
}
