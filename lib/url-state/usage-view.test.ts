import { describe, expect, test } from "vitest";
import { parseUsageView, usageHref, usageWindow } from "./usage-view";

const now = Date.parse("2026-03-02T13:20:00Z");
const view = parseUsageView({});

describe("usageWindow", () => {
  test.each([
    ["24h", "hour", "2026-03-01T14:00:00.000Z", "2026-03-02T14:00:00.000Z"],
    ["24h", "day", "2026-03-01T00:00:00.000Z", "2026-03-03T00:00:00.000Z"],
    ["7d", "day", "2026-02-24T00:00:00.000Z", "2026-03-03T00:00:00.000Z"],
    ["month", "hour", "2026-03-01T00:00:00.000Z", "2026-03-02T14:00:00.000Z"],
    ["last-month", "day", "2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"],
  ] as const)("%s by %s starts and ends on whole buckets of UTC", (range, interval, from, to) => {
    expect(usageWindow({ range, interval }, now)).toEqual({ from, to });
  });

  test("the month before January is December of the year before", () => {
    const { from } = usageWindow(
      { range: "last-month", interval: "day" },
      Date.parse("2026-01-15T00:00:00Z"),
    );
    expect(from).toBe("2025-12-01T00:00:00.000Z");
  });
});

describe("the address of a view", () => {
  test("holds nothing that is the default", () => {
    expect(usageHref({ kind: "page" }, view)).toBe("/usage");
    expect(usageHref({ kind: "tab", groupId: "grp_1" }, view)).toBe("/groups/grp_1?tab=usage");
  });

  test.each([{ kind: "page" }, { kind: "tab", groupId: "grp_1" }] as const)(
    "leads back to the same view, $kind",
    (target) => {
      const wanted = {
        range: "30d",
        interval: "hour",
        split: "key",
        groupId: "grp_2",
        keyPrefix: "sky_0123456789ab",
        slug: "acme/a&b=c",
      } as const;
      const url = new URL(usageHref(target, wanted), "http://dashboard");
      const parsed = parseUsageView(Object.fromEntries(url.searchParams));
      expect({ ...parsed, groupId: wanted.groupId }).toEqual(wanted);
      expect(url.href).toContain("grp_2");
    },
  );

  test("that was mistyped shows the default", () => {
    const mistyped = { range: "8d", interval: "minute", by: "colour", group: ["a", "b"], slug: "" };
    expect(parseUsageView(mistyped)).toEqual(view);
  });

  test("never asks for more hours than the server answers", () => {
    expect(parseUsageView({ range: "90d", interval: "hour" }).interval).toBe("day");
    expect(parseUsageView({ range: "month", interval: "hour" }).interval).toBe("hour");
  });
});
