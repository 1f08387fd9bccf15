/**
 * Trees are spread over this many buckets by their root group. A bucket is a hash tag: all its
 * keys live in one slot, so one script may touch them. Each bucket has its own marker, clock and
 * open reservations. Source: decision record 30.
 */
export const bucketCount = 64;

/** Keys of one tree's bucket; `epoch` changes whenever counters are built anew. */
export interface BucketKeys {
  /** Present while the bucket's counters are complete: epoch, clock, day, next sweep. */
  marker: string;
  /** Hash of open reservations: id → record. */
  open: string;
  /** Before every key that belongs to the epoch. */
  prefix: string;
}

export function bucketOf(rootGroupId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < rootGroupId.length; index++) {
    hash = Math.imul(hash ^ rootGroupId.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % bucketCount;
}

export function markerKey(namespace: string, bucket: number): string {
  return `{${namespace}${bucket}}:marker`;
}

export function bucketKeys(namespace: string, bucket: number, epoch: string): BucketKeys {
  const prefix = `{${namespace}${bucket}}:${epoch}:`;
  return { marker: markerKey(namespace, bucket), open: `${prefix}open`, prefix };
}

/** The hash of a tree's counters of one slug, field = group; the day's number goes behind it. */
export function dayPrefix(prefix: string, rootGroupId: string, slug: string): string {
  return `${prefix}day:${rootGroupId}:${slug}:`;
}

/** The cells of a window; group, colon and window index go behind it. */
export function ringPrefix(prefix: string, slug: string): string {
  return `${prefix}ring:${slug}:`;
}
