/** When the maintainers of a Node release line stop mending it. */
const nodeEnds: Record<number, string> = {
  18: "2025-04-30",
  20: "2026-04-30",
  22: "2027-04-30",
  24: "2028-04-30",
};
/** Of each line of PostgreSQL the minor release of November 2026; earlier ones have published holes. */
const postgresMinors: Record<number, number> = { 14: 25, 15: 20, 16: 16, 17: 12, 18: 6 };
/** Of the lines above, the ones that get no further releases. */
const postgresEnded = 14;

export interface Parts {
  /** As process.versions.node. */
  node: string;
  /** As server_version_num: 180004 is 18.4. */
  postgres: number;
  nowMs: number;
}

/** What an operator should replace, a line each. A newer line than those known here is not old. */
export function describeOldParts({ node, postgres, nowMs }: Parts): string[] {
  const lines: string[] = [];
  const nodeMajor = Number(node.split(".")[0]);
  const end = nodeEnds[nodeMajor];
  if (end !== undefined && nowMs >= Date.parse(`${end}T24:00:00Z`)) {
    lines.push(
      `Node ${node} gets no security fixes any more (its end was ${end}); use Node 22 or 24`,
    );
  }
  const major = Math.floor(postgres / 10_000);
  const minor = postgres % 10_000;
  const mended = postgresMinors[major];
  if (major <= postgresEnded) {
    lines.push(`PostgreSQL ${major} gets no security fixes any more; use a later version`);
  } else if (mended !== undefined && minor < mended) {
    lines.push(
      `PostgreSQL ${major}.${minor} has security holes that ${major}.${mended} mends: update it; the embedded one is the newest that npm has, so set DATABASE_URL to a maintained PostgreSQL for more than a trial`,
    );
  }
  return lines;
}
