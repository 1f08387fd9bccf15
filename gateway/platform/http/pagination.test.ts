import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor, seqCursor, toPage } from "./pagination";

const rows = [{ seq: 3 }, { seq: 5 }, { seq: 9 }];
const page = (limit: number) =>
  toPage(
    rows.slice(0, limit + 1),
    limit,
    (row) => row.seq,
    (row) => ({ after: row.seq }),
  );

describe("pages", () => {
  it("point behind their last item while there is more", () => {
    const { items, pagination } = page(2);
    expect(items).toEqual([3, 5]);
    expect(pagination.has_more).toBe(true);
    expect(decodeCursor(pagination.cursor ?? "", seqCursor)).toEqual({ after: 5 });
  });

  it("end with has_more false and no cursor, also when the last page is full or empty", () => {
    expect(page(3).pagination).toEqual({ has_more: false, cursor: null });
    expect(
      toPage(
        [],
        5,
        (row) => row,
        () => null,
      ),
    ).toEqual({
      items: [],
      pagination: { has_more: false, cursor: null },
    });
  });

  it("refuse a cursor that no list answered, naming the field", () => {
    const bad = ["", "garbage", "💥", encodeCursor({ after: -1 }), encodeCursor({ after: 1.5 })];
    for (const cursor of [...bad, encodeCursor(null), encodeCursor({ after: "1" })]) {
      expect(() => decodeCursor(cursor, seqCursor), cursor).toThrow(
        expect.objectContaining({
          code: "VALIDATION_ERROR",
          details: [expect.objectContaining({ path: "cursor" })],
        }),
      );
    }
  });
});
