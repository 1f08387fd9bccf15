import { expect, test } from "vitest";
import { describeEvent } from "./describe-event";

const log = (event_type: string, data: Record<string, unknown>, actor = {}) => ({
  id: "aud_1",
  created: "2026-03-10T12:00:00Z",
  event_type,
  event_data: { event_type, ...data },
  actor: { type: "API_KEY", ...actor },
});

test("a rename says from what to what", () => {
  const event = describeEvent(
    log("GATEWAY_ENDPOINT_UPDATED", { slug: "acme/new", previous_slug: "acme/old" }),
  );
  expect(event).toMatchObject({ title: "Endpoint changed", change: "acme/old → acme/new" });
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
    change: null,
    actor: "Api key",
  });
});
