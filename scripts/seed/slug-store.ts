import type { Queryable } from "../../gateway/platform/db/database";

/** Those of the slugs that an endpoint of any workspace has. */
export async function findTakenSlugs(
  db: Queryable,
  slugs: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ slug: string }>(
    "SELECT slug FROM endpoints WHERE slug = ANY ($1)",
    [slugs],
  );
  return new Set(rows.map(({ slug }) => slug));
}
