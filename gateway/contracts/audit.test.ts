import { describe, expect, it } from "vitest";
import { listAuditLogsQuery } from "./audit";

const parseGroups = (event_type_groups: unknown) =>
  listAuditLogsQuery.parse({ event_type_groups }).event_type_groups;

describe("audit query", () => {
  it("defaults to the newest 20 of every type", () => {
    expect(listAuditLogsQuery.parse({})).toEqual({ limit: 20, direction: "DESC" });
  });

  it("takes groups repeated, as a comma list, and both", () => {
    expect(parseGroups("GATEWAY")).toEqual(["GATEWAY"]);
    expect(parseGroups("GATEWAY, SECRETS,")).toEqual(["GATEWAY", "SECRETS"]);
    expect(parseGroups(["GATEWAY", "SECRETS,API_KEYS"])).toEqual([
      "GATEWAY",
      "SECRETS",
      "API_KEYS",
    ]);
    expect(parseGroups("")).toEqual([]);
  });

  it("refuses unknown groups and limits outside 1..200", () => {
    expect(listAuditLogsQuery.safeParse({ event_type_groups: "GATE" }).success).toBe(false);
    for (const limit of ["0", "201", "1.5", "x"]) {
      expect(listAuditLogsQuery.safeParse({ limit }).success, limit).toBe(false);
    }
    expect(listAuditLogsQuery.parse({ limit: "200" }).limit).toBe(200);
  });
});
