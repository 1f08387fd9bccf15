import { countMembers, insertMember, lockMembers } from "../db/member-store";
import type { DashboardDatabase } from "../db/open-database";
import { email as emailSchema } from "./email";
import { generatePassword, hashPassword, password as passwordSchema } from "./password";

export type FirstAdmin =
  | { created: false }
  /** `generatedPassword` is shown once and stored nowhere; null when the operator set one. */
  | { created: true; email: string; generatedPassword: string | null };

/**
 * Adds the first admin when there is no member at all. Migrations must have been applied.
 * Runs in plain Node (scripts): safe when several processes start at once.
 * @throws Error with one line that names the variable, the rule and an example
 */
export async function ensureFirstAdmin(
  db: DashboardDatabase,
  wanted: { email: string; password: string | undefined },
): Promise<FirstAdmin> {
  const address = emailSchema.safeParse(wanted.email);
  if (!address.success) {
    throw new Error("HEADGATE_ADMIN_EMAIL must be an email address, for example admin@example.com");
  }
  const given = wanted.password || undefined;
  if (given !== undefined && !passwordSchema.safeParse(given).success) {
    throw new Error(
      "HEADGATE_ADMIN_PASSWORD must have 8 to 256 characters, for example correct-horse-battery",
    );
  }
  if ((await countMembers(db)) > 0) return { created: false };
  const generatedPassword = given === undefined ? generatePassword() : null;
  const passwordHash = await hashPassword(given ?? generatedPassword ?? generatePassword());
  const added = await db.transaction(async (tx) => {
    await lockMembers(tx);
    if ((await countMembers(tx)) > 0) return false;
    await insertMember(tx, {
      email: address.data,
      passwordHash,
      role: "admin",
      subtreeGroupId: null,
    });
    return true;
  });
  return added ? { created: true, email: address.data, generatedPassword } : { created: false };
}
