import { expect, test } from "vitest";
import { auditEventGroups } from "@/gateway/contracts/audit";
import { describeEvent } from "./describe-event";

const log = (event_type: string, data: Record<string, unknown>, actor = {}) => ({
  id: "aud_1",
  created: "2026-03-10T12:00:00Z",
  event_type,
  event_data: { event_type, ...data },
  source: "API",
  actor: { type: "API_KEY", ...actor },
});

test("a rename says from what to what", () => {
  const event = describeEvent(
    log("GATEWAY_ENDPOINT_UPDATED", { slug: "acme/new", previous_slug: "acme/old" }),
  );
  expect(event).toMatchObject({ title: "Endpoint changed", subject: "acme/new" });
  expect(event.changes).toEqual([{ what: "Slug", before: "acme/old", after: "acme/new" }]);
});

test("a deleted group is no link", () => {
  const data = { group_id: "grp_1", external_entity_id: "cust_1" };
  expect(describeEvent(log("GATEWAY_GROUP_DELETED", data)).href).toBeNull();
  expect(describeEvent(log("GATEWAY_GROUP_UPDATED", data)).href).toBe("/groups/grp_1");
});

test("an event that nobody here knows still has words", () => {
  const event = describeEvent(log("SOMETHING_NEW_HAPPENED", { what: 1 }));
  expect(event).toEqual({
    title: "Something new happened",
    subject: null,
    href: null,
    changes: [],
    actor: "Api key",
  });
});

test("every event of a webhook has words, and says what it happened to", () => {
  const described = (type: string, data: Record<string, unknown> = {}) => {
    const { title, subject, href } = describeEvent(log(type, data));
    return [title, subject, href];
  };
  for (const type of auditEventGroups.WEBHOOK) {
    expect(described(type)[0], type).not.toMatch(
      /^Webhook (?:created|updated|tested|redelivered)$/,
    );
  }
  expect(described("WEBHOOK_SIGNING_SECRET_CREATED", { url: "https://a.example/x" })).toEqual([
    "Webhook set up",
    "https://a.example/x",
    null,
  ]);
  const tested = described("WEBHOOK_TESTED", { delivery_id: "6f0e" });
  expect(tested).toEqual(["Webhook test sent", "6f0e", "/webhooks?delivery=6f0e"]);
  const all = { all_dead_letters: true, queued: 1_204 };
  expect(described("WEBHOOK_REDELIVERED", all).slice(1)).toEqual(["1,204 dead letters", null]);
  const one = { delivery_ids: ["6f0e"], queued: 1 };
  expect(described("WEBHOOK_REDELIVERED", one)[2]).toBe("/webhooks?delivery=6f0e");
  const some = { delivery_ids: ["6f0e", "7a1b"], queued: 2 };
  expect(described("WEBHOOK_REDELIVERED", some).slice(1)).toEqual(["2 deliveries", null]);
});
