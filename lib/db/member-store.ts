import { randomText } from "../../gateway/contracts/leaves/random-text";
import type { Role } from "../members/member";
import type { Queryable } from "./open-database";

export interface MemberRow {
  id: string;
  email: string;
  role: Role;
  subtreeGroupId: string | null;
  hasPassword: boolean;
  createdAt: string;
  lastSeenAt: string | null;
}

type Row = Omit<MemberRow, "createdAt" | "lastSeenAt"> & {
  createdAt: Date;
  lastSeenAt: Date | null;
};

const columns = `m.id, m.email, m.role, m.subtree_group_id AS "subtreeGroupId",
  m.password_hash IS NOT NULL AS "hasPassword", m.created_at AS "createdAt",
  (SELECT max(last_seen_at) FROM dashboard.sessions s WHERE s.member_id = m.id) AS "lastSeenAt"`;

function toMember<Read extends Row>({ createdAt, lastSeenAt, ...same }: Read) {
  return {
    ...same,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  };
}

/** In the order they were added. */
export async function listMembers(db: Queryable): Promise<MemberRow[]> {
  const { rows } = await db.query<Row>(`SELECT ${columns} FROM dashboard.members m ORDER BY m.seq`);
  return rows.map(toMember);
}

export async function findMember(db: Queryable, id: string): Promise<MemberRow | undefined> {
  const { rows } = await db.query<Row>(
    `SELECT ${columns} FROM dashboard.members m WHERE m.id = $1`,
    [id],
  );
  return rows[0] && toMember(rows[0]);
}

export async function findMemberByEmail(
  db: Queryable,
  email: string,
): Promise<(MemberRow & { passwordHash: string | null }) | undefined> {
  const { rows } = await db.query<Row & { passwordHash: string | null }>(
    `SELECT ${columns}, m.password_hash AS "passwordHash" FROM dashboard.members m
     WHERE m.email = $1`,
    [email],
  );
  return rows[0] && toMember(rows[0]);
}

/** @returns the new id, or undefined when the address is taken */
export async function insertMember(
  db: Queryable,
  member: {
    email: string;
    passwordHash: string | null;
    role: Role;
    subtreeGroupId: string | null;
  },
): Promise<string | undefined> {
  const id = `mem_${randomText(20)}`;
  const { rowCount } = await db.query(
    `INSERT INTO dashboard.members (id, email, password_hash, role, subtree_group_id)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (email) DO NOTHING`,
    [id, member.email, member.passwordHash, member.role, member.subtreeGroupId],
  );
  return rowCount === 1 ? id : undefined;
}

export async function updateMemberAccess(
  db: Queryable,
  id: string,
  access: { role: Role; subtreeGroupId: string | null },
): Promise<void> {
  await db.query("UPDATE dashboard.members SET role = $2, subtree_group_id = $3 WHERE id = $1", [
    id,
    access.role,
    access.subtreeGroupId,
  ]);
}

export async function updatePasswordHash(
  db: Queryable,
  id: string,
  passwordHash: string,
): Promise<void> {
  await db.query("UPDATE dashboard.members SET password_hash = $2 WHERE id = $1", [
    id,
    passwordHash,
  ]);
}

/** Its sessions go with it. */
export async function deleteMember(db: Queryable, id: string): Promise<void> {
  await db.query("DELETE FROM dashboard.members WHERE id = $1", [id]);
}

export async function countMembers(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM dashboard.members",
  );
  return rows[0]?.count ?? 0;
}

/** Waits for other changes of members in this transaction's way: the last admin must stay. */
export async function lockMembers(tx: Queryable): Promise<void> {
  await tx.query("LOCK TABLE dashboard.members IN SHARE ROW EXCLUSIVE MODE");
}

export async function countOtherAdmins(tx: Queryable, id: string): Promise<number> {
  const { rows } = await tx.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM dashboard.members WHERE role = 'admin' AND id <> $1",
    [id],
  );
  return rows[0]?.count ?? 0;
}
