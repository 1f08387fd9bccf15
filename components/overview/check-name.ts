const names: Record<string, string> = {
  database: "Database",
  counters: "Limit counters",
  ledger: "Metering",
  readiness: "Readiness",
};

/** What people call a part of the gateway. */
export function checkName(name: string): string {
  return names[name] ?? name;
}
