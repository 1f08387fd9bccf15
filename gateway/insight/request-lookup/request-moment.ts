import { decodeTime, isValid } from "ulidx";

/** When a request began, by its id: ms since the epoch; undefined for what is no id of ours. */
export function requestMoment(requestId: string): number | undefined {
  const ulid = /^req_([0-9A-Z]{26})$/.exec(requestId)?.[1];
  return ulid !== undefined && isValid(ulid) ? decodeTime(ulid) : undefined;
}
