import { expect, test } from "vitest";
import type { DashboardEventRow } from "@/lib/db/dashboard-audit-store";
import { formatActor, formatDetail, formatOwner } from "./describe-dashboard-event";

const event = (
  eventType: DashboardEventRow["eventType"],
  eventData: DashboardEventRow["eventData"],
): DashboardEventRow => ({
  id: "1",
  at: new Date("2026-03-10T12:00:00Z"),
  eventType,
  eventData,
  actor: null,
  ip: "192.0.2.1",
});
const emails = new Map([["mem_1", "ana@x.io"]]);

test("a failed sign-in names the address that was typed, why it failed and how often", () => {
  const failed = event("SIGN_IN_FAILED", {
    email: "ana@x.io",
    reason: "wrong email or password",
    tries: "3",
    last_try: "2026-03-10T12:02:00.000Z",
  });
  expect(formatOwner(failed, emails)).toBe("ana@x.io");
  expect(formatActor(failed, "ana@x.io")).toBe("nobody signed in");
  expect(formatDetail(failed)).toBe(
    "wrong email or password · 3 tries, the last at 2026-03-10 12:02:00 UTC",
  );
});

test("tries that were too many to keep apart are of several addresses", () => {
  const many = event("SIGN_IN_FAILED", { reason: "too many attempts", tries: "1" });
  expect(formatOwner(many, emails)).toBe("several addresses");
  expect(formatDetail(many)).toBe("too many attempts");
});

test("other events speak of fields in words", () => {
  const changed = event("MEMBER_UPDATED", { member_id: "mem_1", subtree_group_id: "grp_1" });
  expect(formatOwner(changed, emails)).toBe("ana@x.io");
  expect(formatActor(changed, "ana@x.io")).toBe("a command on the server");
  expect(formatDetail(changed)).toBe("Subtree group ID: grp_1");
  expect(formatDetail(event("MEMBER_SIGNED_IN", { member_id: "mem_1" }))).toBeNull();
});
