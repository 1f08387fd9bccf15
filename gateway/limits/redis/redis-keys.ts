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

export function toBucket(rootGroupId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < rootGroupId.length; index++) {
    hash = Math.imul(hash ^ rootGroupId.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % bucketCount;
}

export function markerKey(namespace: string, bucket: number): string {
  return `{${namespace}${bucket}}:marker`;
}

const epochCharacters = 8;

/** Reads the epoch from a marker's value; null where the bucket's counters are not complete. */
export function parseEpoch(marker: Buffer | null): string | null {
  return marker && toEpoch(marker.toString("latin1", 0, epochCharacters));
}

/** null for `building` and `none`. */
export function toEpoch(text: string): string | null {
  return text.length === epochCharacters && text !== "building" ? text : null;
}

export function bucketKeys(namespace: string, bucket: number, epoch: string): BucketKeys {
  const prefix = `{${namespace}${bucket}}:${epoch}:`;
  return { marker: markerKey(namespace, bucket), open: `${prefix}open`, prefix };
}

/**
 * Before every key of a tree's counters of one slug: the day's number makes it the hash of headers
 * and cells, `ring:`, group, colon and window the ring of a window.
 */
export function treePrefix(prefix: string, rootGroupId: string, slug: string): string {
  return `${prefix}${rootGroupId}:${slug}:`;
}
