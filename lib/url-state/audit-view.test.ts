import { describe, expect, test } from "vitest";
import {
  type AuditFilterSet,
  type AuditView,
  auditExportHref,
  auditHref,
  auditKinds,
  auditQuery,
  auditWindow,
  filterWords,
  parseAuditView,
  unfiltered,
} from "./audit-view";

const all = { search: true, kind: "all", actor: true, time: true } as const;
const now = Date.parse("2026-03-10T13:20:00Z");
const parse = (address: string, has: AuditFilterSet = all) =>
  parseAuditView(Object.fromEntries(new URLSearchParams(address)), "gateway", has);

describe("the address of a view", () => {
  test("holds nothing that is the default", () => {
    expect(auditHref(unfiltered("gateway"))).toBe("/audit");
    expect(auditHref(unfiltered("dashboard"))).toBe("/audit?log=dashboard");
    expect(parse("kind=nonsense&range=ever&actor=&search=")).toEqual(unfiltered("gateway"));
  });

  test("leads back to the same view, with a page of it and as a file", () => {
    const view: AuditView = {
      ...{ log: "gateway", search: "a&b", kind: "management-keys", actor: "ana+x@example.com" },
      ...{ range: "custom", firstDay: "2026-02-28", lastDay: "2026-03-01" },
    };
    const address = auditHref(view, "next page");
    expect(parse(address.slice(address.indexOf("?")))).toEqual(view);
    expect(new URLSearchParams(address.split("?")[1]).get("cursor")).toBe("next page");
    expect(auditExportHref(view)).toBe(`/api/audit/export?${auditHref(view).split("?")[1]}`);
  });

  test("days count only where days are asked for, and only those of the calendar", () => {
    expect(parse("range=7d&first=2026-01-01").firstDay).toBeNull();
    for (const day of ["2026-02-30", "2026-13-01", "26-01-01", "0202-01-01", "yesterday"]) {
      expect(parse(`range=custom&first=${day}`).firstDay, day).toBeNull();
    }
  });

  test("a filter that the server does not have is left out", () => {
    const none = { search: true, kind: "standard", actor: false, time: false } as const;
    expect(parse("search=x&kind=keys&actor=ana&range=7d", none)).toEqual({
      ...unfiltered("gateway"),
      search: "x",
    });
    const dashboard = parseAuditView({ kind: "keys" }, "dashboard", all);
    expect(dashboard.kind, "a kind of the other log").toBeNull();
  });
});

describe("what the server is asked", () => {
  test.each([
    ["today", "2026-03-10T00:00:00.000Z"],
    ["7d", "2026-03-04T00:00:00.000Z"],
    ["30d", "2026-02-09T00:00:00.000Z"],
  ])("%s begins on a whole day of UTC, and goes on until now", (range, from) => {
    expect(auditWindow(parse(`range=${range}`), now)).toEqual({ from, to: undefined });
  });

  test("the last day is part of what is asked for", () => {
    expect(auditWindow(parse("range=custom&first=2026-02-28&last=2026-02-28"), now)).toEqual({
      ...{ from: "2026-02-28T00:00:00.000Z", to: "2026-03-01T00:00:00.000Z" },
    });
    expect(auditWindow(parse("range=custom&last=2026-12-31"), now)).toEqual({
      ...{ from: undefined, to: "2027-01-01T00:00:00.000Z" },
    });
  });

  test("every kind is a group of events of its own", () => {
    const groups = auditKinds.gateway.map(
      ({ id }) => auditQuery(parse(`kind=${id}`), now, all).event_type_groups,
    );
    expect(new Set(groups).size).toBe(auditKinds.gateway.length);
    expect(groups).not.toContain(undefined);
  });
});

test("what is filtered by is said in words", () => {
  expect(filterWords(unfiltered("gateway"))).toBe("");
  expect(filterWords(parse("kind=keys&actor=ana@x.io&range=7d&search=acme"))).toBe(
    "about keys, by ana@x.io, in the last 7 days, with “acme” in it",
  );
  const days = (query: string) => filterWords(parse(`range=custom&${query}`));
  expect(days("first=2026-01-01&last=2026-01-31")).toBe("from 2026-01-01 until 2026-01-31 (UTC)");
  expect(days("first=2026-01-01&last=2026-01-01")).toBe("on 2026-01-01 (UTC)");
  expect(days("last=2026-01-31")).toBe("until 2026-01-31 (UTC)");
  expect(days("")).toBe("");
});
