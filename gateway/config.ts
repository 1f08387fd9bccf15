/** The gateway's settings. Read from the environment once, by readConfig, in main.ts. */
export interface GatewayConfig {
  version: string;
  host: string;
  port: number;
  databaseUrl: string;
  /** null = counters in memory; several = a cluster. */
  redisUrls: string[] | null;
  limitsWhenRedisIsDown: "closed" | "local";
  replicas: number;
  /** http and ports in base_url and webhook URLs; loopback counts as an allowed range. */
  allowInsecureUpstreams: boolean;
  allowedCidrs: string[];
  trustedProxies: string[];
  upstreamOrigins: {
    /** May hold {model_id} and {environment}. */
    BASETEN: string;
    BASETEN_MODEL_API: string;
    OPENAI: string;
    ANTHROPIC: string;
    /** May hold {location}. */
    VERTEX: string;
  };
  /** AES-256 key of upstream secrets at rest: 32 bytes. */
  encryptionKey: Buffer;
  defaultWorkspace: {
    managementKey: string;
    slugPrefixes: string[];
    registrationPublicKey: Buffer | null;
  };
  limits: {
    managementBodyBytesMax: number;
    inferenceBodyBytesMax: number;
    /** Until the upstream's first byte. */
    upstreamHeadersMs: number;
    /** Between two upstream bytes. */
    upstreamIdleMs: number;
    /** Until the ledger's commit. */
    ledgerCommitMs: number;
  };
}
