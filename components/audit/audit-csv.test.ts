import { expect, test } from "vitest";
import type { AuditLog } from "@/gateway/contracts/audit";
import { auditCsvHead, auditCsvLines, dashboardCsvHead, dashboardCsvLines } from "./audit-csv";

const model = (threshold: number) => ({
  models: [
    {
      slug: "acme/m",
      rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold }],
      usage_limits: [],
    },
  ],
});
const entry: AuditLog = {
  id: "aud_1",
  created: "2026-03-10T12:00:00.000Z",
  event_type: "GATEWAY_GROUP_UPDATED",
  event_data: {
    event_type: "GATEWAY_GROUP_UPDATED",
    ...{ group_id: "grp_1", external_entity_id: "=HYPERLINK(1)" },
    before: { name: "Acme", ...model(1_234_567) },
    after: { name: "Acme, Inc", ...model(0) },
  },
  actor: { type: "USER", id: "mem_1", name: "ana@x.io", email: "ana@x.io" },
  source: "192.0.2.1",
};

test("an entry is one line, with whole figures, and nothing in it is a formula", () => {
  expect(auditCsvHead).toBe("time_utc,event,subject,changes,who,from,entry_id\r\n");
  expect(auditCsvLines([entry])).toBe(
    "2026-03-10T12:00:00.000Z,Group changed,'=HYPERLINK(1)," +
      '"Name: Acme → Acme, Inc; Tokens per minute for acme/m: 1,234,567 → blocked",' +
      "ana@x.io,192.0.2.1,aud_1\r\n",
  );
});

test("what an entry does not tell is left empty", () => {
  const bare = { ...entry, event_type: "NEW_KIND", event_data: { event_type: "NEW_KIND" } };
  expect(auditCsvLines([{ ...bare, source: null, actor: { type: "SYSTEM" } }])).toBe(
    "2026-03-10T12:00:00.000Z,New kind,,,System,,aud_1\r\n",
  );
  expect(auditCsvLines([])).toBe("");
});

test("the dashboard's own log tells whose account it was, and what the page tells", () => {
  expect(dashboardCsvHead).toBe("time_utc,event,whose,details,by,from,entry_id\r\n");
  const failed = {
    ...{ id: "7", at: new Date("2026-03-10T12:00:00Z"), actor: null, ip: "192.0.2.1" },
    eventType: "SIGN_IN_FAILED" as const,
    eventData: { email: "@ana", reason: "wrong password", tries: "2", last_try: null },
  };
  expect(dashboardCsvLines([failed], new Map())).toBe(
    "2026-03-10T12:00:00.000Z,Sign-in failed,'@ana,wrong password,nobody signed in,192.0.2.1,7\r\n",
  );
});
