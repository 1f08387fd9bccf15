import { randomBytes } from "node:crypto";
import {
  type HostedAnswer,
  type HostedRequest,
  type HostedState,
  missing,
  refuse,
  toPage,
} from "./hosted-answers";
import { breaksCascade, type DoubleGroup, effectiveModels, upwards } from "./hosted-resolver";

interface GroupBody {
  metadata?: { external_entity_id?: string; name?: string | null };
  models?: { slug: string; rate_limits?: []; usage_limits?: [] }[] | null;
  hierarchy?: { parent_group_id?: string | null; limit_enforcement?: "INDEPENDENT" | "CASCADING" };
}

const cascadeMessage = "Child group exceeds parent group limit.";

/** Groups, their keys, their usage and their events. */
export function hostedGroupRoutes(state: HostedState, request: HostedRequest): HostedAnswer {
  const [, id, rest, prefix] =
    /^\/v1\/gateway\/groups(?:\/([^/]+))?(?:\/(usage|api_keys))?(?:\/([^/]+))?$/.exec(
      request.path,
    ) ?? [];
  if (request.path === "/v1/gateway/events") return events(state, request);
  if (!request.path.startsWith("/v1/gateway/groups")) return undefined;
  if (id === undefined) {
    return request.method === "POST" ? create(state, request) : list(state, request);
  }
  const group = state.groups.get(id);
  if (!group) return missing;
  if (rest === "usage") return { status: 200, body: usage(state, group) };
  if (rest === "api_keys") return keyRoutes(state, request, group, prefix);
  if (request.method === "GET") return { status: 200, body: shown(state, group) };
  if (request.method === "PATCH") return patch(state, request, group);
  if (request.method === "DELETE") return remove(state, group);
  return undefined;
}

/** A page is an event, so that whoever reads must turn pages; the cursor keeps the filters. */
function events(state: HostedState, { query }: HostedRequest): HostedAnswer {
  const cursor = query.get("cursor");
  const pinned = new URLSearchParams(cursor ?? query);
  const since = Date.parse(pinned.get("start_time") ?? "");
  if (Number.isNaN(since)) return refuse("start_time is required without a cursor");
  const wanted = pinned.getAll("external_entity_ids");
  const found = state.events.filter(
    ({ timestamp, externalEntityId }) =>
      Date.parse(timestamp) >= since && (wanted.length === 0 || wanted.includes(externalEntityId)),
  );
  const at = Number(pinned.get("at") ?? "0");
  const has_more = at + 1 < found.length;
  pinned.set("at", String(at + 1));
  return {
    status: 200,
    body: {
      items: found.slice(at, at + 1),
      pagination: { has_more, cursor: has_more ? String(pinned) : null },
    },
  };
}

function shown(state: HostedState, group: DoubleGroup) {
  return { ...group, effective_models: effectiveModels(group, state.groups) };
}

function list(state: HostedState, request: HostedRequest): HostedAnswer {
  const wanted = request.query.get("external_entity_id");
  const groups = [...state.groups.values()].filter(
    (group) => wanted === null || group.metadata.external_entity_id === wanted,
  );
  const page = toPage(groups, request.query);
  if (!page) return refuse("limit must be from 1 to 1000");
  return {
    status: 200,
    body: { ...page, items: page.items.map((group) => shown(state, group)) },
  };
}

function create(state: HostedState, request: HostedRequest): HostedAnswer {
  const body = request.body as GroupBody;
  const externalId = body.metadata?.external_entity_id;
  if (!externalId) return refuse("metadata.external_entity_id is required");
  if (!body.models?.length) return refuse("models must not be empty");
  if (!body.hierarchy) return refuse("hierarchy is required");
  for (const other of state.groups.values()) {
    if (other.metadata.external_entity_id === externalId) return refuse("duplicate external id");
  }
  const parentId = body.hierarchy.parent_group_id ?? null;
  const parent = parentId === null ? undefined : state.groups.get(parentId);
  if (parentId !== null && !parent) return missing;
  const inherited = parent?.hierarchy.limit_enforcement;
  const enforcement = body.hierarchy.limit_enforcement ?? inherited ?? "INDEPENDENT";
  if (inherited && enforcement !== inherited) return refuse("limit_enforcement differs");
  if (parent && upwards(parent, state.groups).length >= 5) return refuse("at most five levels");
  const group: DoubleGroup = {
    id: state.nextId("grp"),
    metadata: { external_entity_id: externalId, name: body.metadata?.name ?? null },
    models: complete(body.models),
    hierarchy: { limit_enforcement: enforcement, parent_group_id: parentId },
    created_at: new Date().toISOString(),
  };
  if (breaksCascade(group, state.groups)) return refuse(cascadeMessage);
  state.groups.set(group.id, group);
  return { status: 200, body: shown(state, group) };
}

function patch(state: HostedState, request: HostedRequest, group: DoubleGroup): HostedAnswer {
  const body = request.body as GroupBody;
  const changed = structuredClone(group);
  if (body.metadata?.name === undefined && !body.models) return refuse("nothing to change");
  if (body.metadata?.name !== undefined) changed.metadata.name = body.metadata.name;
  if (body.models) changed.models = complete(body.models);
  if (breaksCascade(changed, state.groups)) return refuse(cascadeMessage);
  state.groups.set(group.id, changed);
  return { status: 200, body: shown(state, changed) };
}

function remove(state: HostedState, group: DoubleGroup): HostedAnswer {
  const gone = [...state.groups.values()].filter((other) =>
    upwards(other, state.groups).some((level) => level.id === group.id),
  );
  for (const each of gone) state.groups.delete(each.id);
  for (const [prefix, key] of state.keys) {
    if (gone.some((each) => each.id === key.groupId)) state.keys.delete(prefix);
  }
  return {
    status: 200,
    body: { id: group.id, metadata: group.metadata, deleted_at: new Date().toISOString() },
  };
}

function complete(models: NonNullable<GroupBody["models"]>) {
  return models.map((model) => ({
    slug: model.slug,
    rate_limits: model.rate_limits ?? [],
    usage_limits: model.usage_limits ?? [],
  }));
}

function usage(state: HostedState, group: DoubleGroup) {
  const entries = effectiveModels(group, state.groups)
    .filter((model) => model.usage_limits.length > 0)
    .map((model) => [
      model.slug,
      model.usage_limits.map(({ source_group: _, ...limit }) => ({
        ...limit,
        current_usage: null,
        reset_at: null,
      })),
    ]);
  return { customer_id: group.metadata.external_entity_id, usage: Object.fromEntries(entries) };
}

function keyRoutes(
  state: HostedState,
  request: HostedRequest,
  group: DoubleGroup,
  prefix: string | undefined,
): HostedAnswer {
  if (prefix === undefined && request.method === "POST") {
    const name = (request.body as { name?: string } | undefined)?.name ?? null;
    const minted = `sky_${randomBytes(9).toString("hex").slice(0, 12)}`;
    state.keys.set(minted, { prefix: minted, name, groupId: group.id });
    const secret = randomBytes(24).toString("base64url");
    return { status: 200, body: { api_key: `${minted}.${secret}`, prefix: minted, name } };
  }
  const own = [...state.keys.values()].filter((key) => key.groupId === group.id);
  if (prefix === undefined) {
    const page = toPage(own, request.query);
    if (!page) return refuse("limit must be from 1 to 1000");
    return { status: 200, body: { ...page, items: page.items.map(named) } };
  }
  const key = own.find((each) => each.prefix === prefix);
  if (!key) return missing;
  if (request.method === "DELETE") {
    state.keys.delete(prefix);
    return { status: 200, body: { prefix } };
  }
  return { status: 200, body: named(key) };
}

function named({ prefix, name }: { prefix: string; name: string | null }) {
  return { prefix, name };
}
