/** Why limits can't be counted in Redis, in a word for programs and in words without secrets. */
interface RedisTrouble {
  code: string;
  message: string;
}

const byText: [pattern: RegExp, code: string, message: string][] = [
  [
    /^(WRONGPASS|NOAUTH|ERR AUTH)|invalid password/,
    "redis_login_refused",
    "Redis refuses the user or password of REDIS_URL",
  ],
  [
    /^NOPERM.*keys|can't access at least one of the keys/,
    "redis_permission_missing",
    "The user of REDIS_URL may not use keys that begin with {hg: allow ~{hg*",
  ],
  [/^MOVED|^CROSSSLOT/, "redis_is_cluster", "Redis is a cluster: list several nodes in REDIS_URL"],
  [
    /^(CLUSTERDOWN|TRYAGAIN|ASK)|slots/,
    "redis_cluster_down",
    "Redis' cluster has slots nobody serves",
  ],
  [/^READONLY/, "redis_read_only", "REDIS_URL names a replica, which takes no writes"],
  [/^OOM/, "redis_out_of_memory", "Redis is at its maxmemory and takes no writes"],
  [/^LOADING/, "redis_loading", "Redis is loading its data"],
  [/^(MISCONF|NOREPLICAS)/, "redis_refuses_writes", "Redis takes no writes: see its log"],
  [
    /certificate|self.signed|altname|SSL|TLS|wrong version number/i,
    "redis_tls_failed",
    "Redis' certificate, or its lack, is not what REDIS_URL (rediss://) and REDIS_CA_FILE ask for",
  ],
  [
    /sentinels are unreachable/,
    "redis_sentinels_unreachable",
    "No sentinel of REDIS_URL knows the master REDIS_SENTINEL_NAME, or none can be reached",
  ],
];

export function describeRedisTrouble(error: unknown): RedisTrouble {
  for (let at = error; at instanceof Error; at = at.cause) {
    const text = at.message;
    const command = /^NOPERM.* '([\w|-]+)' command/.exec(text)?.[1];
    if (command) return missing(`${command.toUpperCase()}`);
    if (/can't run this command/.test(text)) return missing("a command of the scripts");
    const known = byText.find(([pattern]) => pattern.test(text));
    if (known) return { code: known[1], message: known[2] };
  }
  return {
    code: "redis_unreachable",
    message: "Redis (REDIS_URL) can't be reached, or does not answer in time",
  };
}

function missing(command: string): RedisTrouble {
  const message = `The user of REDIS_URL may not run ${command}: see "Redis as companies run it" in docs/operations.md`;
  return { code: "redis_permission_missing", message };
}
