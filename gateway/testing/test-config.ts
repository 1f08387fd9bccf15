import { randomBytes } from "node:crypto";
import type { GatewayConfig } from "../config";
import { originsAt } from "./upstream-origins";

/** Settings of a gateway whose upstreams are all on loopback. */
export function createTestConfig(
  databaseUrl: string,
  overrides: Partial<GatewayConfig> = {},
): GatewayConfig {
  return {
    version: "0.0.0-test",
    host: "127.0.0.1",
    port: 0,
    databaseUrl,
    databaseDirectUrl: null,
    databasePoolMax: 20,
    redis: null,
    limitsWhenRedisIsDown: "closed",
    replicas: 1,
    eventRetentionDays: null,
    allowInsecureUpstreams: true,
    allowedCidrs: [],
    trustedProxies: [],
    corsOrigins: [],
    upstreamOrigins: originsAt("http://127.0.0.1:9", {
      BASETEN: "http://127.0.0.1:9/{model_id}/{environment}",
      VERTEX: "http://127.0.0.1:9/{location}",
    }),
    encryptionKey: randomBytes(32),
    healthSecret: null,
    docs: true,
    drainSeconds: 0,
    defaultWorkspace: {
      managementKey: "",
      slugPrefixes: ["acme"],
      registrationPublicKey: null,
      webhook: null,
    },
    limits: {
      managementBodyBytesMax: 1_048_576,
      inferenceBodyBytesMax: 20 * 1_048_576,
      upstreamFirstByteMs: 60_000,
      upstreamIdleMs: 60_000,
      // A busy machine may be slow to notice.
      staleConnectionMs: 60_000,
      keepAliveMs: 60_000,
      ledgerCommitMs: 10_000,
      connectionLingerMs: 0,
    },
    ...overrides,
  };
}
