import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  ConfigError,
  type Environment,
  readVariable,
  text,
  type ValueRule,
} from "../platform/process/environment";

/** Where Redis is and who we are there. One address = one Redis or any node of a cluster. */
export interface RedisSettings {
  nodes: { host: string; port: number }[];
  username?: string;
  password?: string;
  db: number;
  /** One address that was seen to be a cluster's. */
  isCluster?: boolean;
  tls: boolean;
  /** PEM of who signs the servers' certificates; otherwise the system's authorities. */
  ca?: string;
  /** The nodes are sentinels, and know this master. */
  sentinel?: { name: string; password?: string };
}

const example = "redis://user:password@10.0.0.5:6379";

/** `value` is never shown: it may hold a password. */
const redisUrl: ValueRule<URL[]> = {
  rule: "a Redis URL (redis: or rediss:, a host, a database's number as path), or a comma-separated list of nodes",
  example,
  parse(value) {
    const urls = value.split(",").map((part) => part.trim());
    const isRedis = (url: string) => {
      if (!URL.canParse(url)) return false;
      const { protocol, hostname, pathname, search, hash } = new URL(url);
      const isPlace = /^rediss?:$/.test(protocol) && hostname !== "" && search + hash === "";
      return isPlace && /^(\/\d{0,5})?$/.test(pathname);
    };
    return urls.every(isRedis) ? urls.map((url) => new URL(url)) : undefined;
  },
};

const certificates: ValueRule<string> = {
  rule: "a file with certificates in PEM that can be read",
  example: "/etc/ssl/redis-ca.pem",
  parse(path) {
    try {
      const pem = readFileSync(path, "utf8");
      return new X509Certificate(pem) && pem;
    } catch {
      return undefined;
    }
  },
};

/** null where no REDIS_URL is set. @throws ConfigError */
export function readRedisSettings(env: Environment): RedisSettings | null {
  const urls = readVariable(env, "REDIS_URL", redisUrl);
  const name = readVariable(env, "REDIS_SENTINEL_NAME", sentinelName);
  const sentinelPassword = readVariable(env, "REDIS_SENTINEL_PASSWORD", password);
  const ca = readVariable(env, "REDIS_CA_FILE", certificates);
  const [first] = urls ?? [];
  if (!urls || !first) {
    const without = name ? "REDIS_SENTINEL_NAME" : ca ? "REDIS_CA_FILE" : undefined;
    if (!without) return null;
    throw new ConfigError(`REDIS_URL must be set where ${without} is, e.g. REDIS_URL=${example}`);
  }
  const toAccount = ({ protocol, username, password, pathname }: URL) =>
    [protocol, username, password, pathname].join(" ");
  if (urls.some((url) => toAccount(url) !== toAccount(first))) {
    throw new ConfigError(
      "REDIS_URL must have the same scheme, user, password and database in every address, e.g. REDIS_URL=redis://:password@10.0.0.5:6379,redis://:password@10.0.0.6:6379",
    );
  }
  const tls = first.protocol === "rediss:";
  if (ca && !tls) {
    throw new ConfigError(
      "REDIS_URL must begin with rediss:// where REDIS_CA_FILE is set, e.g. REDIS_URL=rediss://user:password@10.0.0.5:6379",
    );
  }
  if (sentinelPassword && !name) {
    throw new ConfigError(
      "REDIS_SENTINEL_NAME must be set where REDIS_SENTINEL_PASSWORD is, e.g. REDIS_SENTINEL_NAME=mymaster",
    );
  }
  const db = Number(first.pathname.slice(1));
  if (db > 0 && urls.length > 1 && !name) {
    throw new ConfigError(
      "REDIS_URL must name no database where it lists a cluster's nodes, e.g. REDIS_URL=redis://10.0.0.5:6379,redis://10.0.0.6:6379",
    );
  }
  return {
    nodes: urls.map((url) => ({
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: Number(url.port) || (name ? 26_379 : 6_379),
    })),
    ...(first.username && { username: decodeURIComponent(first.username) }),
    ...(first.password && { password: decodeURIComponent(first.password) }),
    db,
    tls,
    ...(ca && { ca }),
    ...(name && { sentinel: { name, ...(sentinelPassword && { password: sentinelPassword }) } }),
  };
}

const sentinelName = text("the name of the sentinels' master", "mymaster", /^[\w.-]{1,200}$/);
const password = text("a password without spaces", "secret", /^\S+$/);
