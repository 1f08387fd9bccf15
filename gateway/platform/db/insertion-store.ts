const columnName = /^[a-z]+(_[a-z]+)*$/;

/**
 * SQL that inserts a row whose members are named as the table's columns (`createdAt` is `created_at`),
 * and its values. What may follow, such as RETURNING, is the caller's to add.
 * @throws for a member whose name no column has, so that none becomes a part of the statement
 */
export function insertion(table: string, row: object): { sql: string; values: unknown[] } {
  const columns = Object.keys(row).map((name) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  if (!columns.every((column) => columnName.test(column))) {
    throw new Error(`${table} has no columns of these names: ${columns.join(", ")}`);
  }
  const places = columns.map((_, index) => `$${index + 1}`);
  const sql = `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places.join(", ")})`;
  return { sql, values: Object.values(row) };
}
