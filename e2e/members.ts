import type { Page } from "@playwright/test";
import pg from "pg";
import { hashPassword } from "../lib/members/password";
import type { Stack } from "./stack";

export interface MemberFixture {
  email: string;
  role: "viewer" | "operator" | "admin";
  subtreeGroupId?: string;
}

export const memberPassword = "staple-battery-horse";

/** Adds a member straight to the database: how members are added has its own tests. */
export async function addMember(stack: Stack, member: MemberFixture): Promise<void> {
  await withDatabase(stack, (client) =>
    client.query(
      `INSERT INTO dashboard.members (id, email, password_hash, role, subtree_group_id)
       VALUES ('mem_' || md5($1), $1, $2, $3, $4)`,
      [member.email, hashOf, member.role, member.subtreeGroupId ?? null],
    ),
  );
}
const hashOf = await hashPassword(memberPassword);

export async function withDatabase<Answer>(
  stack: Stack,
  work: (client: pg.Client) => Promise<Answer>,
): Promise<Answer> {
  const client = new pg.Client({ connectionString: stack.databaseUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Through the form, as a person does. */
export async function signIn(
  page: Page,
  stack: Stack,
  member: { email: string; password: string } = stack.admin,
): Promise<void> {
  await page.goto(`${stack.dashboardUrl}/sign-in`);
  await page.getByLabel("Email").fill(member.email);
  await page.getByLabel("Password").fill(member.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(`${stack.dashboardUrl}/`);
}
