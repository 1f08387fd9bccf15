import { z } from "zod";
import { parseJson } from "../../contracts/leaves/json";
import type { Page } from "../../contracts/page";
import { invalidField } from "./app-error";

/** An opaque cursor: base64url of JSON. It holds a position, never anything secret. */
export function encodeCursor(position: z.core.util.JSONType): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** Reads a cursor that `encodeCursor` made; 400 at `cursor` for anything else. */
export function decodeCursor<Schema extends z.ZodType>(
  cursor: string,
  schema: Schema,
): z.infer<Schema> {
  const position = schema.safeParse(parseJson(Buffer.from(cursor, "base64url").toString("utf8")));
  if (!position.success) throw invalidField("cursor", "cursor is not one that this list answered");
  return position.data;
}

/** A position in creation order: the `seq` of the last item that was answered. */
export const seqCursor = z.object({ after: z.int().min(0) });

/**
 * One page of rows that were read with `LIMIT limit + 1`: the row too many says that there are more.
 * `toCursor` is asked for the position behind the last row of the page.
 */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  toCursor: (row: Row) => z.core.util.JSONType,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(toItem),
    pagination: last
      ? { has_more: true, cursor: encodeCursor(toCursor(last)) }
      : { has_more: false, cursor: null },
  };
}
