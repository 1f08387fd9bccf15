import "server-only";
import { z } from "zod";

const url = (name: string, example: string) =>
  z
    .url({ protocol: /^https?$/, error: `${name} must be an http(s) URL, for example ${example}` })
    .transform((value) => value.replace(/\/+$/, ""));

const secret = (name: string) =>
  z.string({ error: `${name} is not set: npm start generates it, or set it yourself` }).min(1);

const optional = z
  .string()
  .optional()
  .transform((value) => (value === "" ? undefined : value));

const environment = z
  .object({
    DATABASE_URL: secret("DATABASE_URL"),
    GATEWAY_API_URL: url("GATEWAY_API_URL", "http://127.0.0.1:4000").default(
      "http://127.0.0.1:4000",
    ),
    GATEWAY_INFERENCE_URL: optional,
    GATEWAY_API_KEY: secret("GATEWAY_API_KEY"),
    NEXTAUTH_SECRET: secret("NEXTAUTH_SECRET"),
    NEXTAUTH_URL: url("NEXTAUTH_URL", "https://headgate.example.com").default(
      "http://127.0.0.1:3000",
    ),
    DEMO_UPSTREAM_URL: optional,
    HEADGATE_HEALTH_SECRET: optional,
    OIDC_ISSUER: optional,
    OIDC_CLIENT_ID: optional,
    OIDC_CLIENT_SECRET: optional,
  })
  .refine(
    (value) =>
      [value.OIDC_ISSUER, value.OIDC_CLIENT_ID, value.OIDC_CLIENT_SECRET].filter(Boolean).length %
        3 ===
      0,
    { error: "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: set all or none" },
  );

export interface DashboardEnv {
  databaseUrl: string;
  /** Without a trailing slash and without /v1. */
  gatewayApiUrl: string;
  gatewayApiKey: string;
  /** The base URL that customers give their SDK; ends in /v1. */
  gatewayInferenceUrl: string;
  /** Base URL of the bundled demo model, where npm start runs it. */
  demoUpstreamUrl: string | null;
  nextAuthSecret: string;
  /** Of whoever started this process: see lib/http/health-proof.ts. */
  healthSecret: string | null;
  /** The dashboard's own address: no trailing slash. */
  canonicalOrigin: string;
  oidc: { issuer: string; clientId: string; clientSecret: string } | null;
}

let parsed: DashboardEnv | undefined;

/** The dashboard's settings, read once. @throws when a variable is missing or malformed */
export function env(): DashboardEnv {
  parsed ??= parseEnv(process.env);
  return parsed;
}

export function parseEnv(source: Record<string, string | undefined>): DashboardEnv {
  const result = environment.safeParse(source);
  if (!result.success) {
    throw new Error(result.error.issues.map((issue) => issue.message).join("; "));
  }
  const value = result.data;
  const gatewayApiUrl = value.GATEWAY_API_URL.replace(/\/v1$/, "");
  return {
    databaseUrl: value.DATABASE_URL,
    gatewayApiUrl,
    gatewayApiKey: value.GATEWAY_API_KEY,
    gatewayInferenceUrl:
      value.GATEWAY_INFERENCE_URL?.replace(/\/+$/, "") ?? toInferenceUrl(gatewayApiUrl),
    demoUpstreamUrl: value.DEMO_UPSTREAM_URL ?? null,
    nextAuthSecret: value.NEXTAUTH_SECRET,
    healthSecret: value.HEADGATE_HEALTH_SECRET ?? null,
    canonicalOrigin: new URL(value.NEXTAUTH_URL).origin,
    oidc:
      value.OIDC_ISSUER && value.OIDC_CLIENT_ID && value.OIDC_CLIENT_SECRET
        ? {
            issuer: value.OIDC_ISSUER.replace(/\/+$/, ""),
            clientId: value.OIDC_CLIENT_ID,
            clientSecret: value.OIDC_CLIENT_SECRET,
          }
        : null,
  };
}

function toInferenceUrl(gatewayApiUrl: string): string {
  return gatewayApiUrl === "https://api.baseten.co"
    ? "https://inference.baseten.co/v1"
    : `${gatewayApiUrl}/v1`;
}
