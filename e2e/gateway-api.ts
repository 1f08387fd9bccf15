import { groupLimits } from "../gateway/contracts/group-limits";
import type { Stack } from "./stack";

/** JSON over the management plane, for setting a fixture; throws unless it is answered 2xx. */
export async function manage(
  stack: Pick<Stack, "gatewayUrl" | "managementKey">,
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${stack.gatewayUrl}${path}`, {
    method,
    headers: {
      authorization: `Api-Key ${stack.managementKey}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

export interface GroupFixture {
  externalId: string;
  name?: string;
  parentId?: string;
  enforcement?: "INDEPENDENT" | "CASCADING";
  slug?: string;
  tokensPerMinute?: number;
  requestsPerDay?: number;
}

/** @returns the new group's id */
export async function createGroup(stack: Stack, fixture: GroupFixture): Promise<string> {
  const limit = (type: "TOKEN" | "REQUEST", unit: "MINUTE" | "DAY", threshold?: number) =>
    threshold === undefined ? [] : [{ type, unit, threshold }];
  const model = {
    slug: fixture.slug ?? "acme/demo",
    rate_limits: limit("TOKEN", "MINUTE", fixture.tokensPerMinute),
    usage_limits: limit("REQUEST", "DAY", fixture.requestsPerDay),
  };
  const group = await manage(stack, "POST", "/v1/gateway/groups", {
    metadata: { external_entity_id: fixture.externalId, name: fixture.name ?? null },
    models: [model],
    hierarchy: {
      parent_group_id: fixture.parentId ?? null,
      ...(fixture.enforcement ? { limit_enforcement: fixture.enforcement } : {}),
    },
  });
  return String(group["id"]);
}

/** An endpoint that the bundled demo model answers. @returns its id */
export async function createDemoEndpoint(stack: Stack, slug = "acme/demo"): Promise<string> {
  const secret = await manage(stack, "POST", "/v1/secrets", { name: "demo", value: "unused" });
  const endpoint = await manage(stack, "POST", "/v1/gateway/endpoints", {
    slug,
    targets: [
      {
        provider: "OPENAI_COMPATIBLE",
        base_url: stack.demoUrl,
        secret_id: secret["id"],
        target_model: "headgate-demo",
      },
    ],
  });
  return String(endpoint["id"]);
}

/** @returns the whole key */
export async function mintKey(stack: Stack, groupId: string, name?: string): Promise<string> {
  const body = name === undefined ? {} : { name };
  const minted = await manage(stack, "POST", `/v1/gateway/groups/${groupId}/api_keys`, body);
  return String(minted["api_key"]);
}

/** Says hello to the model as a customer does; `more` goes into the body. */
export async function callModel(
  { gatewayUrl }: Pick<Stack, "gatewayUrl">,
  key: string,
  more: object = {},
  headers: Record<string, string> = {},
): Promise<{ status: number; requestId: string; text: string }> {
  const answer = await fetch(`${gatewayUrl}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    body: JSON.stringify({
      ...{ model: "acme/demo", messages: [{ role: "user", content: "hello" }] },
      ...more,
    }),
  });
  const text = await answer.text();
  return { status: answer.status, requestId: answer.headers.get("x-request-id") ?? "", text };
}

/** How much of each limit that counts for the group is used: by `type unit group's name`. */
export async function readCounters(
  stack: Stack,
  groupId: string,
  slug: string,
): Promise<Record<string, number | null>> {
  const { models, groups } = groupLimits.parse(
    await manage(stack, "GET", `/v1/gateway/groups/${groupId}/limits`),
  );
  const findName = (id: string) => groups.find((group) => group.id === id)?.name;
  return Object.fromEntries(
    (models.find((model) => model.slug === slug)?.limits ?? []).flatMap(({ type, unit, levels }) =>
      levels
        .filter(({ counts }) => counts)
        .map(({ source_group, used }) => [`${type} ${unit} ${findName(source_group)}`, used]),
    ),
  );
}
