import { encodeTime } from "ulidx";

/** The smallest ULID of a moment: ranges of ULIDs are ranges of time. */
export function ulidFloor(atMs: number): string {
  return `${encodeTime(atMs, 10)}0000000000000000`;
}
