import { expect, test } from "@playwright/test";
import { fixtures, registrationPublicKey } from "./action-fixtures";
import { seenWebhook, setTargets, type Targets } from "./action-targets";
import { databaseLines } from "./database-dump";
import { createGroup } from "./gateway-api";
import { addMember, memberPassword, withDatabase } from "./members";
import { callAction, serverActions } from "./server-actions";
import { sessionCookie } from "./session";
import { type Stack, startStack } from "./stack";
import { addDelivery } from "./webhook-fixture";

let stack: Stack;
let targets: Targets;
let insideId: string;
let foreignId: string;
let foreignDeliveryId: string;
const cookies = { viewer: "", operator: "", subtree: "", admin: "" };

test.beforeAll(async () => {
  stack = await startStack({ GATEWAY_REGISTRATION_PUBLIC_KEY: registrationPublicKey });
  targets = await setTargets(stack);
  insideId = await createGroup(stack, { externalId: "inside" });
  foreignId = await createForeignGroup();
  foreignDeliveryId = await addDelivery(stack, "dead_letter", "wsp_other");
  const toEmail = (who: string) => `${who}@example.com`;
  await addMember(stack, { email: toEmail("viewer"), role: "viewer" });
  await addMember(stack, { email: toEmail("operator"), role: "operator" });
  await addMember(stack, {
    email: toEmail("subtree"),
    role: "operator",
    subtreeGroupId: insideId,
  });
  for (const who of ["viewer", "operator", "subtree"] as const) {
    cookies[who] = await sessionCookie(stack, { email: toEmail(who), password: memberPassword });
  }
  cookies.admin = await sessionCookie(stack);
});
test.afterAll(() => stack.stop());

/** Another workspace of the same database, with one group. */
function createForeignGroup(): Promise<string> {
  return withDatabase(stack, async (client) => {
    await client.query(
      "INSERT INTO workspaces (id, name, onboarded_at) VALUES ('wsp_other', 'other', now())",
    );
    await client.query(
      `INSERT INTO groups (id, workspace_id, root_id, path, external_entity_id, limit_enforcement)
       VALUES ('grp_other', 'wsp_other', 'grp_other', '{grp_other}', 'other', 'INDEPENDENT')`,
    );
    await client.query(
      `INSERT INTO endpoints (id, workspace_id, slug, region, target)
       VALUES ('ept_other', 'wsp_other', 'other/x', 'EU', '{"provider":"BASETEN","model_id":"x"}')`,
    );
    return "grp_other";
  });
}

function action(name: string) {
  const found = serverActions().get(name);
  if (!found) throw new Error(`${name} is not in the build`);
  return found;
}

/** Calls it, and proves that it was refused and that no row of any table is different. */
async function expectRefused(
  name: string,
  who: string,
  args: unknown[],
  cookie: string | undefined,
): Promise<void> {
  const before = await databaseLines(stack);
  const answer = await callAction(stack, action(name), args, cookie ? { cookie } : {});
  expect.soft(answer.result?.ok ?? false, `${name} by ${who}`).toBe(false);
  expect.soft(await databaseLines(stack), `${name} by ${who} changed rows`).toEqual(before);
}

test("every server action of the build is in this matrix", () => {
  expect([...serverActions().keys()].sort()).toEqual(Object.keys(fixtures).sort());
});

test("signed out, no action changes anything", async () => {
  for (const [name, fixture] of Object.entries(fixtures)) {
    await expectRefused(name, "nobody", fixture.args(targets), undefined);
    await expectRefused(name, "a forged cookie", fixture.args(targets), forged);
  }
});
const forged = "next-auth.session-token=eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA";

test("a viewer changes nothing", async () => {
  for (const [name, fixture] of Object.entries(fixtures)) {
    if (fixture.minimum === "viewer") continue;
    await expectRefused(name, "a viewer", fixture.args(targets), cookies.viewer);
  }
});

test("an operator does nothing that needs an admin", async () => {
  for (const [name, fixture] of Object.entries(fixtures)) {
    if (fixture.minimum !== "admin") continue;
    await expectRefused(name, "an operator", fixture.args(targets), cookies.operator);
  }
});

test("a member with a subtree changes nothing outside it", async () => {
  for (const [name, fixture] of Object.entries(fixtures)) {
    if (fixture.isPersonal) continue;
    await expectRefused(name, "a subtree's operator", fixture.args(targets), cookies.subtree);
  }
  const root = {
    metadata: { external_entity_id: "a-root" },
    models: [{ slug: "acme/demo" }],
    hierarchy: {},
  };
  await expectRefused("createGroupAction", "a subtree's operator", [root], cookies.subtree);
});

test("case 83: a member with a subtree gives it only what its top was given, by whatever action", async () => {
  const top = await createGroup(stack, { externalId: "given", tokensPerMinute: 100 });
  const team = await createGroup(stack, { externalId: "given_team", parentId: top });
  await addMember(stack, { email: "given@example.com", role: "operator", subtreeGroupId: top });
  const cookie = await sessionCookie(stack, {
    ...{ email: "given@example.com", password: memberPassword },
  });
  const model = (slug: string, threshold?: number) => ({
    slug,
    rate_limits: threshold === undefined ? [] : [{ type: "TOKEN", unit: "MINUTE", threshold }],
    usage_limits: [],
  });
  const own = [model("acme/demo")];
  const creation = (models: unknown[]) => ({
    metadata: { external_entity_id: "planted_below" },
    models,
    hierarchy: { parent_group_id: top },
  });
  const refused = [[...own, model("acme/other")], [model("acme/demo", 101)], [model("x/y", 1)]];
  for (const models of refused) {
    const step = { kind: "change", groupId: team, base: { name: null, models: own }, models };
    const create = { kind: "create", newParent: null, body: creation(models) };
    await expectRefused("createGroupAction", "a tied member", [creation(models)], cookie);
    await expectRefused("applyImportStepAction", "a tied member", [create], cookie);
    await expectRefused("applyImportStepAction", "a tied member", [step], cookie);
    const save = { groupId: team, base: own, models };
    await expectRefused("saveLimitsAction", "a tied member", [save], cookie);
    await expectRefused("previewLimitsAction", "a tied member", [save], cookie);
  }
  const topOwn = [model("acme/demo", 100)];
  for (const models of [[], [model("acme/demo")], [...topOwn, model("acme/other")]]) {
    const save = { groupId: top, base: topOwn, models };
    await expectRefused("saveLimitsAction", "a tied member", [save], cookie);
  }
  const allowed = { groupId: team, base: own, models: [model("acme/demo", 100)] };
  const saved = await callAction(stack, action("saveLimitsAction"), [allowed], { cookie });
  expect(saved.result).toMatchObject({ ok: true, data: { state: "saved" } });
});

test("case 24: an admin changes nothing of another workspace", async () => {
  const foreign = {
    ...{ ...targets, groupId: foreignId, externalId: "other", endpointId: "ept_other" },
    deliveryId: foreignDeliveryId,
  };
  const byGroupOrEndpoint = Object.entries(fixtures).filter(
    ([, { args }]) => JSON.stringify(args(foreign)) !== JSON.stringify(args(targets)),
  );
  expect(byGroupOrEndpoint.length).toBeGreaterThan(10);
  for (const [name, fixture] of byGroupOrEndpoint) {
    await expectRefused(name, "a foreign admin", fixture.args(foreign), cookies.admin);
  }
});

test("inside the subtree the same calls work", async () => {
  const minted = await callAction(
    stack,
    action("mintKeyAction"),
    [{ groupId: insideId, name: "own" }],
    { cookie: cookies.subtree },
  );
  expect(minted.result).toMatchObject({ ok: true });
});

test("who may make them makes all these calls, so it was the role that refused them", async () => {
  for (const [name, fixture] of Object.entries(fixtures)) {
    const cookie = fixture.minimum === "admin" ? cookies.admin : cookies.operator;
    const args = fixture.args({ ...targets, webhook: await seenWebhook(stack) });
    const answer = await callAction(stack, action(name), args, { cookie });
    expect.soft(answer.result?.error, name).toBeUndefined();
    expect.soft(answer.result?.ok, name).toBe(true);
  }
});
