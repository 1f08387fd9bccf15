import {
  type HostedAnswer,
  type HostedRequest,
  type HostedState,
  missing,
  refuse,
  toPage,
} from "./hosted-answers";

interface EndpointBody {
  slug?: string | null;
  targets?: Record<string, unknown>[] | null;
  region?: string | null;
}

const ownedPrefixes = ["acme"];

/** Required and allowed fields of a target, per provider. Source: gateway API, "Endpoints". */
const rules: Record<string, { required: string[]; optional: string[] }> = {
  BASETEN: {
    required: ["model_id"],
    optional: ["environment_name", "target_model", "secret_id"],
  },
  BASETEN_MODEL_API: { required: ["target_model"], optional: ["secret_id"] },
  OPENAI: { required: ["secret_id", "target_model"], optional: [] },
  ANTHROPIC: { required: ["secret_id", "target_model"], optional: [] },
  OPENAI_COMPATIBLE: { required: ["base_url", "secret_id", "target_model"], optional: [] },
  VERTEX: { required: ["secret_id", "target_model", "vertex_config"], optional: [] },
};

/** Endpoints, secrets and the audit log. */
export function hostedEndpointRoutes(state: HostedState, request: HostedRequest): HostedAnswer {
  const { path, method } = request;
  if (path === "/v1/audit_logs" && method === "GET") {
    return { status: 200, body: { items: [], pagination: { has_more: false, cursor: null } } };
  }
  if (path === "/v1/teams") return { status: 200, body: { teams: [theTeam] } };
  if (path.startsWith("/v1/api_keys")) return apiKeyRoutes(state, request);
  if (path === "/v1/secrets") return secretRoutes(state, request);
  const secretName = /^\/v1\/secrets\/([^/]+)$/.exec(path)?.[1];
  if (secretName !== undefined && method === "DELETE") {
    const name = decodeURIComponent(secretName);
    return state.secrets.delete(name) ? { status: 200, body: { name } } : missing;
  }
  if (path === "/v1/gateway/endpoints") {
    if (method === "POST") return create(state, request);
    const page = toPage([...state.endpoints.values()], request.query);
    return page ? { status: 200, body: page } : refuse("limit must be from 1 to 1000");
  }
  const id = /^\/v1\/gateway\/endpoints\/(ept[0-9]+)$/.exec(path)?.[1];
  if (id === undefined) return undefined;
  const endpoint = state.endpoints.get(id);
  if (!endpoint) return missing;
  if (method === "PATCH") return patch(state, request, id);
  if (method === "DELETE") {
    state.endpoints.delete(id);
    return { status: 200, body: { id, slug: endpoint.slug } };
  }
  return { status: 200, body: endpoint };
}

const theTeam = { id: "team1", name: "Acme", default: true, created_at: "2026-01-01T00:00:00Z" };

function apiKeyRoutes(state: HostedState, { method, path, body }: HostedRequest): HostedAnswer {
  const prefix = /^\/v1\/api_keys\/([^/]+)$/.exec(path)?.[1];
  if (prefix !== undefined) {
    return state.apiKeys.delete(prefix) ? { status: 200, body: { prefix } } : missing;
  }
  if (method === "GET") return { status: 200, body: { keys: [...state.apiKeys.values()] } };
  const { name = null, type } = body as { name?: string | null; type: string };
  const made = state.nextId("bskey");
  state.apiKeys.set(made, { prefix: made, name, type, model_ids: null, team_name: theTeam.name });
  return { status: 200, body: { api_key: `${made}.hosted-secret` } };
}

function secretRoutes(state: HostedState, request: HostedRequest): HostedAnswer {
  if (request.method === "GET") {
    return { status: 200, body: { secrets: [...state.secrets.values()] } };
  }
  const { name } = request.body as { name: string; value: string };
  const saved = state.secrets.get(name) ?? {
    id: state.nextId("sec"),
    name,
    created_at: new Date().toISOString(),
    team_name: theTeam.name,
  };
  state.secrets.set(name, saved);
  return { status: 200, body: saved };
}

function create(state: HostedState, request: HostedRequest): HostedAnswer {
  const body = request.body as EndpointBody;
  const wrong = wrongSlug(state, body.slug) ?? wrongTargets(body.targets);
  if (wrong) return refuse(wrong);
  const now = new Date().toISOString();
  const endpoint = {
    id: state.nextId("ept"),
    slug: body.slug ?? "",
    region: body.region ?? "UNRESTRICTED",
    targets: body.targets ?? [],
    created_at: now,
    updated_at: now,
  };
  state.endpoints.set(endpoint.id, endpoint);
  return { status: 200, body: endpoint };
}

/** The published schema does not know the rename: the slug stays as it was, without an error. */
function patch(state: HostedState, request: HostedRequest, id: string): HostedAnswer {
  const endpoint = state.endpoints.get(id);
  if (!endpoint) return missing;
  const { targets } = request.body as EndpointBody;
  if (targets) {
    const wrong = wrongTargets(targets);
    if (wrong) return refuse(wrong);
    endpoint.targets = targets;
  }
  return { status: 200, body: endpoint };
}

function wrongSlug(state: HostedState, slug: string | null | undefined): string | undefined {
  if (!slug || !/^[\w.~-]+\/[\w.~-]+$/.test(slug)) return "slug must be prefix/name";
  if (!ownedPrefixes.includes(slug.split("/")[0] ?? "")) return "slug prefix is not yours";
  const taken = [...state.endpoints.values()].some((endpoint) => endpoint.slug === slug);
  return taken ? `slug ${slug} is already taken` : undefined;
}

function wrongTargets(targets: EndpointBody["targets"]): string | undefined {
  const [target, ...more] = targets ?? [];
  if (!target || more.length > 0) return "targets must hold exactly one target";
  const rule = rules[String(target.provider)];
  if (!rule) return "unknown provider";
  const sent = Object.keys(target).filter((name) => target[name] !== null && name !== "provider");
  const lacking = rule.required.find((name) => !sent.includes(name));
  if (lacking) return `${lacking} is required`;
  const surplus = sent.find((name) => ![...rule.required, ...rule.optional].includes(name));
  if (surplus) return `${surplus} is not allowed`;
  const baseUrl = typeof target.base_url === "string" ? new URL(target.base_url) : undefined;
  if (baseUrl && (baseUrl.protocol !== "https:" || baseUrl.port)) {
    return "base_url must be HTTPS without a port";
  }
  return undefined;
}
