import { byProvider, type Provider } from "./contracts/providers/providers";
import { slugPrefix } from "./contracts/slug";
import { type RedisSettings, readRedisSettings } from "./limits/redis-settings";
import { poolMaxDefault, poolMaxRange } from "./platform/db/share-connections";
import { browserOrigins } from "./platform/process/browser-origins";
import { databaseUrl } from "./platform/process/database-url";
import {
  ConfigError,
  choice,
  cidrs,
  days,
  type Environment,
  flag,
  host,
  integerBetween,
  key32,
  list,
  port,
  positiveInteger,
  readVariable,
  requireVariable,
  seconds,
  text,
  url,
} from "./platform/process/environment";

/** The gateway's settings. Read from the environment once, in main.ts. */
export interface GatewayConfig {
  version: string;
  host: string;
  port: number;
  databaseUrl: string;
  /** Past a pooler, for LISTEN and locks; null = `databaseUrl` keeps sessions itself. */
  databaseDirectUrl: string | null;
  /** Connections of this gateway, all together. */
  databasePoolMax: number;
  /** null = counters in memory. */
  redis: RedisSettings | null;
  limitsWhenRedisIsDown: "closed" | "local";
  replicas: number;
  /** Whole days that the ledger keeps; null = for ever. */
  eventRetentionDays: number | null;
  /** http and ports in base_url and webhook URLs; loopback counts as an allowed range. */
  allowInsecureUpstreams: boolean;
  allowedCidrs: string[];
  trustedProxies: string[];
  /** Of browser clients on the inference plane; "*" = any. */
  corsOrigins: string[];
  /** Empty where a provider's targets say where they are. */
  upstreamOrigins: Record<Provider, string>;
  /** AES-256 key of upstream secrets at rest: 32 bytes. */
  encryptionKey: Buffer;
  /** Of whoever started this process: see health-proof.ts. */
  healthSecret: string | null;
  /** The reference page at /docs. */
  docs: boolean;
  /** How long a gateway that was told to stop says so on /readyz and serves on. */
  drainSeconds: number;
  defaultWorkspace: {
    managementKey: string;
    slugPrefixes: string[];
    registrationPublicKey: Buffer | null;
    /** Set up where the workspace has no webhook yet. */
    webhook: { url: string; secret: string } | null;
  };
  limits: {
    managementBodyBytesMax: number;
    inferenceBodyBytesMax: number;
    /** Until the first byte of an upstream's body. */
    upstreamFirstByteMs: number;
    /** Between two upstream bytes. */
    upstreamIdleMs: number;
    /** An older connection that closes within this had been closed before a request reached it. */
    staleConnectionMs: number;
    /** A silent stream says that it is alive. */
    keepAliveMs: number;
    /** Until the ledger's commit. */
    ledgerCommitMs: number;
    /** A stopping gateway waits this long for a request on a connection that is open already. */
    connectionLingerMs: number;
  };
}

const origin = (example: string) => url("an http(s) URL", example, ["https:", "http:"]);
const slugPrefixes = list(
  { rule: "", example: "", parse: (value) => slugPrefix.safeParse(value).data },
  "a comma-separated list of slug prefixes (letters, digits, . _ ~ -)",
  "acme,acme-eu",
);
export const encryptionKey = key32("the key of secrets at rest", '"$(openssl rand -base64 32)"');
/** A balancer has noticed long before; whoever waits longer has mistyped. */
const drainSeconds = seconds("10", 3_600);
const managementKey = text(
  "a management key of at least 16 characters without spaces",
  "hgm_JkN8…",
  /^[\x21-\x7e]{16,512}$/,
);

// The counters' rebuild reads today and two minutes more, the feed a day before its window, and
// a request can be looked up for as long as the record of a refusal.
const retention = days("400", 7, "calls of the last week can be looked up and pulled");

/**
 * The gateway's settings. Everything here has a default but DATABASE_URL, GATEWAY_API_KEY and
 * HEADGATE_ENCRYPTION_KEY, which completeEnvironment generates. @throws ConfigError
 */
export function readConfig(env: Environment, version: string): GatewayConfig {
  const upstream = (name: string, fallback: string) =>
    readVariable(env, `GATEWAY_UPSTREAM_${name}`, origin(fallback), fallback);
  const readSeconds = (name: string, fallback: string) =>
    1_000 *
    readVariable(env, `GATEWAY_${name}_TIMEOUT_SECONDS`, seconds(fallback, 86_400, 1), fallback);
  const webhookUrl = readVariable(
    env,
    "GATEWAY_WEBHOOK_URL",
    origin("https://billing.example.com/events"),
  );
  const webhookSecret = readVariable(
    env,
    "GATEWAY_WEBHOOK_SECRET",
    text("a secret of at least 16 characters", "whsec_…", /^.{16,}$/),
  );
  if ((webhookUrl === undefined) !== (webhookSecret === undefined)) {
    throw new ConfigError(
      "GATEWAY_WEBHOOK_URL and GATEWAY_WEBHOOK_SECRET must be set together, e.g. GATEWAY_WEBHOOK_URL=https://billing.example.com/events GATEWAY_WEBHOOK_SECRET=whsec_…",
    );
  }
  return {
    version,
    host: readVariable(env, "GATEWAY_HOST", host("127.0.0.1"), "127.0.0.1"),
    port: readVariable(env, "GATEWAY_PORT", port("4000"), "4000"),
    databaseUrl: requireVariable(env, "DATABASE_URL", databaseUrl),
    databaseDirectUrl: readVariable(env, "DATABASE_DIRECT_URL", databaseUrl) ?? null,
    databasePoolMax: readVariable(
      env,
      "DATABASE_POOL_MAX",
      integerBetween(...poolMaxRange, poolMaxDefault),
      poolMaxDefault,
    ),
    redis: readRedisSettings(env),
    limitsWhenRedisIsDown: readVariable(
      env,
      "GATEWAY_LIMITS_WHEN_REDIS_IS_DOWN",
      choice("closed", "local"),
      "closed",
    ),
    replicas: readVariable(env, "GATEWAY_REPLICAS", positiveInteger("2"), "1"),
    eventRetentionDays: readVariable(env, "GATEWAY_EVENT_RETENTION_DAYS", retention) ?? null,
    allowInsecureUpstreams: readVariable(env, "GATEWAY_ALLOW_INSECURE_UPSTREAMS", flag, "0"),
    allowedCidrs: readVariable(env, "GATEWAY_ALLOWED_CIDRS", cidrs) ?? [],
    trustedProxies: readVariable(env, "TRUSTED_PROXIES", cidrs) ?? [],
    corsOrigins: readVariable(env, "GATEWAY_CORS_ORIGINS", browserOrigins) ?? [],
    upstreamOrigins: byProvider(({ name, origin }) => (origin ? upstream(name, origin) : "")),
    encryptionKey: requireVariable(env, "HEADGATE_ENCRYPTION_KEY", encryptionKey),
    healthSecret: env["HEADGATE_HEALTH_SECRET"] || null,
    drainSeconds: readVariable(env, "GATEWAY_DRAIN_SECONDS", drainSeconds, "0"),
    docs: readVariable(env, "GATEWAY_DOCS", flag, "1"),
    defaultWorkspace: {
      managementKey: requireVariable(env, "GATEWAY_API_KEY", managementKey),
      slugPrefixes: readVariable(env, "GATEWAY_SLUG_PREFIXES", slugPrefixes, "acme"),
      registrationPublicKey:
        readVariable(
          env,
          "GATEWAY_REGISTRATION_PUBLIC_KEY",
          key32("an Ed25519 public key", "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="),
        ) ?? null,
      webhook: webhookUrl && webhookSecret ? { url: webhookUrl, secret: webhookSecret } : null,
    },
    limits: {
      managementBodyBytesMax: 1024 ** 2,
      inferenceBodyBytesMax: 20 * 1024 ** 2,
      upstreamFirstByteMs: readSeconds("FIRST_BYTE", "600"),
      upstreamIdleMs: readSeconds("IDLE", "120"),
      staleConnectionMs: 200,
      keepAliveMs: 15_000,
      ledgerCommitMs: 10_000,
      connectionLingerMs: 1_000,
    },
  };
}
