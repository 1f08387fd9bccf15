import { apiKeyInfoList } from "../gateway/contracts/management-key";
import { createDemoEndpoint, createGroup, manage } from "./gateway-api";
import { addMember, withDatabase } from "./members";
import type { Stack } from "./stack";
import { addDelivery, setUpWebhook } from "./webhook-fixture";

export const targetSlug = "acme/demo";

/** What the fixtures act on. All of it lies outside the subtree of the member who has one. */
export interface Targets {
  groupId: string;
  externalId: string;
  keyPrefix: string;
  endpointId: string;
  endpointTargets: unknown;
  managementKeyPrefix: string;
  /** What the webhook is as the page shows it: each write changes it. */
  webhook: { url: unknown; updated_at: unknown };
  memberId: string;
  sessionId: string;
  deliveryId: string;
}

/** Makes one of everything that the fixtures act on. */
export async function setTargets(stack: Stack): Promise<Targets> {
  const endpointId = await createDemoEndpoint(stack, targetSlug);
  const groupId = await createGroup(stack, { externalId: "outside", slug: targetSlug });
  const minted = await manage(stack, "POST", `/v1/gateway/groups/${groupId}/api_keys`, {});
  await manage(stack, "POST", "/v1/api_keys", { name: "victim", type: "HEADGATE_VIEW" });
  const { keys } = apiKeyInfoList.parse(await manage(stack, "GET", "/v1/api_keys"));
  const endpoint = await manage(stack, "GET", `/v1/gateway/endpoints/${endpointId}`);
  for (const name of ["unused", "demo-model"]) {
    await manage(stack, "POST", "/v1/secrets", { name, value: "unused" });
  }
  await setUpWebhook(stack, "http://127.0.0.1:9/");
  await addMember(stack, { email: "victim@example.com", role: "viewer" });
  const member = await withDatabase(stack, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO dashboard.sessions (id, member_id, created_at, last_seen_at, expires_at)
       SELECT 'victims-session', id, now(), now(), now() + interval '1 day'
       FROM dashboard.members WHERE email = 'victim@example.com' RETURNING member_id AS id`,
    );
    return rows[0];
  });
  return {
    groupId,
    externalId: "outside",
    keyPrefix: String(minted["prefix"]),
    endpointId,
    managementKeyPrefix: keys.find(({ name }) => name === "victim")?.prefix ?? "",
    endpointTargets: endpoint["targets"],
    webhook: await seenWebhook(stack),
    memberId: member?.id ?? "",
    sessionId: "victims-session",
    deliveryId: await addDelivery(stack, "dead_letter"),
  };
}

export async function seenWebhook(stack: Stack): Promise<Targets["webhook"]> {
  const settings = await manage(stack, "GET", "/v1/gateway/webhooks/settings");
  return { url: settings["url"], updated_at: settings["updated_at"] };
}
