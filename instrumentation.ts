/** Runs once, before the server answers anything. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { logSafely } = await import("./lib/log-safely");
    logSafely();
    const { trustOnlyOwnProxies } = await import("./lib/http/trust-proxies");
    trustOnlyOwnProxies(process.env.TRUSTED_PROXIES);
  }
}
