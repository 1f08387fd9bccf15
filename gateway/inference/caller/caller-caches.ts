import type { IncomingMessage } from "node:http";
import { LRUCache } from "lru-cache";
import type { Deps } from "../../deps";
import type { Change } from "../../platform/db/changes";
import type { Queryable } from "../../platform/db/database";
import { callerAddressReader } from "../../platform/http/caller-address";
import { within } from "../../platform/process/within";
import { readSecretValue } from "../upstream/read-secret-value";
import { toUpstreamRoute, type UpstreamRoute } from "../upstream/upstream-route";
import { findEndpointRoute, type KeyRow, selectKeysByPrefix } from "./caller-store";
import { type ChangeListener, listenToChanges } from "./change-listener";
import { ExpiringCache } from "./expiring-cache";
import { type CallerGroup, findCallerGroup } from "./find-caller-group";
import { createUnknownKeyGuard } from "./unknown-key-guard";

/** What inference reads of the database, kept in memory and at most a second out of date. */
export interface CallerCaches {
  /** @throws InferenceError 429 where the request's address sends ever more keys that are unknown */
  keys(prefix: string, request: IncomingMessage): KeyRow[] | Promise<KeyRow[]>;
  group(groupId: string): CallerGroup | undefined | Promise<CallerGroup | undefined>;
  endpoint(slug: string): UpstreamRoute | undefined | Promise<UpstreamRoute | undefined>;
  /** Plaintext of a secret of the workspace; the one named `baseten_api_key` where id is null. */
  secret(
    workspaceId: string,
    secretId: string | null,
  ): string | undefined | Promise<string | undefined>;
  /** Entries kept, by the name of the cache. */
  entries(): Record<string, number>;
  ready: Promise<void>;
  close(): Promise<void>;
}

interface KeptSecret {
  workspaceId: string;
  value: string | undefined;
}

/** While changes are heard, entries may stay; while they are not, nothing is trusted for long. */
const maxAgeMs = { current: 60_000, deaf: 900 };
const entriesMax = {
  announced: 10_000,
  keys: 100_000,
  groups: 50_000,
  endpoints: 20_000,
  secrets: 10_000,
};

/** A database that hangs must not hang every request. */
const loadMsMax = 3_000;
const soon = <Result>(load: Promise<Result>) => within(load, loadMsMax, "a look-up");

export function createCallerCaches(
  deps: Pick<Deps, "pools" | "log" | "cipher" | "config">,
  nowMs = () => performance.now(),
): CallerCaches {
  const { lookups: db, changes } = deps.pools;
  let listener: ChangeListener | undefined;
  const shared = {
    nowMs,
    maxAgeMs: () => (listener?.isCurrent() ? maxAgeMs.current : maxAgeMs.deaf),
  };
  const keys = new ExpiringCache({
    ...shared,
    entriesMax: entriesMax.keys,
    isAbsent: isEmpty,
    load: (prefix: string) => soon(selectKeysByPrefix(db, prefix)),
  });
  const groups = new ExpiringCache({
    ...shared,
    entriesMax: entriesMax.groups,
    load: (groupId: string) => soon(findCallerGroup(db, groupId)),
  });
  const endpoints = new ExpiringCache({
    ...shared,
    entriesMax: entriesMax.endpoints,
    load: async (slug: string) => {
      const route = await soon(findEndpointRoute(db, slug));
      return route && toUpstreamRoute(deps.config, route);
    },
  });
  const secrets = new ExpiringCache({
    ...shared,
    entriesMax: entriesMax.secrets,
    load: (key: string) => soon(loadSecret({ db, cipher: deps.cipher }, key)),
  });

  const guard = createUnknownKeyGuard(shared);
  const readAddress = callerAddressReader(deps.config.trustedProxies);
  /**
   * Prefixes of keys that were just created. Their first call passes the guard against unknown
   * keys.
   */
  const announced = new LRUCache<string, true>({ max: entriesMax.announced });

  function onChange(change: Change): void {
    switch (change.kind) {
      case "group":
        groups.forgetWhere((group) => !group || group.rootId === change.rootGroupId);
        break;
      case "key":
        keys.forget(change.prefix);
        announced.set(change.prefix, true);
        break;
      case "endpoint":
        endpoints.forget(change.slug);
        break;
      case "secret":
        secrets.forgetWhere(({ workspaceId }) => workspaceId === change.workspaceId);
        break;
      case "managementKey":
        break;
      default:
        change satisfies never;
    }
  }

  function onReset(): void {
    for (const cache of [keys, groups, endpoints, secrets]) cache.clear();
  }

  listener = listenToChanges({ db: changes, log: deps.log, nowMs }, { onChange, onReset });
  return {
    keys(prefix, request) {
      const kept = keys.fresh(prefix);
      if (kept) return kept;
      if (keys.knows(prefix) || announced.has(prefix)) return keys.get(prefix);
      return guard.lookUp(readAddress(request), async () => keys.get(prefix), isEmpty);
    },
    group: (groupId) => groups.get(groupId),
    endpoint: (slug) => endpoints.get(slug),
    secret(workspaceId, secretId) {
      const kept = secrets.get(`${workspaceId} ${secretId ?? ""}`);
      return kept instanceof Promise ? kept.then(({ value }) => value) : kept.value;
    },
    entries: () => ({
      keys: keys.size,
      groups: groups.size,
      endpoints: endpoints.size,
      secrets: secrets.size,
    }),
    ready: listener.ready,
    close: () => listener.close(),
  };
}

const isEmpty = (rows: readonly KeyRow[]) => rows.length === 0;

/** `key`: workspace id, a space, and the secret's id or nothing. */
async function loadSecret(
  { db, cipher }: { db: Queryable; cipher: Deps["cipher"] },
  key: string,
): Promise<KeptSecret> {
  const [workspaceId = "", secretId = ""] = key.split(" ");
  const value = await readSecretValue({ db, cipher }, workspaceId, secretId || null);
  return { workspaceId, value };
}
