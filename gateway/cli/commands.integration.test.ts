import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { managementScope } from "../contracts/workspace";
import { createTestDatabase, type TestDatabase } from "../testing/test-database";
import { readUsage, runCommand } from "./run-command";

let database: TestDatabase;
let output: string;
beforeEach(async () => {
  const print = (line: string) => {
    output += `${line}\n`;
  };
  vi.spyOn(console, "log").mockImplementation(print);
  vi.spyOn(console, "error").mockImplementation(print);
  database = await createTestDatabase();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await database.drop();
});

function run(args: string[], env: Record<string, string> = {}): Promise<number> {
  output = "";
  return runCommand(args, { DATABASE_URL: database.url, ...env });
}

test("the usage names every scope that a key can have, and each makes a key", async () => {
  await run(["workspace", "create", "one", "--prefix", "one"]);
  for (const scope of managementScope.options) {
    expect(readUsage()).toMatch(new RegExp(`--scope \\S*\\b${scope}\\b`));
    const args = ["key", "create", "--name", scope, "--scope", scope, "--workspace", "one"];
    expect(await run(args), output).toBe(0);
  }
});

test.each(["mky_unheardof", "Customer 1", "hgm_abc\u001b[31m"])(
  "a key %j that the workspace has not is named, and where the ids are",
  async (id) => {
    await run(["workspace", "create", "one", "--prefix", "one"]);
    const revoking = run(["key", "revoke", id, "--workspace", "one"]);
    await expect(revoking).rejects.toThrow(
      /^(mky_|Cust|hgm_).+ is no key .+ key list has the ids$/,
    );
    await expect(revoking).rejects.not.toThrow("\u001b");
  },
);

test("an encryption key that is the database's already changes nothing, and that is said", async () => {
  const key = () => ({ HEADGATE_ENCRYPTION_KEY: randomBytes(32).toString("base64") });
  const [first, second] = [key(), key()];
  const adopt = async (env: Record<string, string>) => {
    expect(await run(["encryption-key", "adopt"], env)).toBe(0);
    return output;
  };
  expect(await adopt(first)).toContain("from now on");
  expect(await adopt(first)).toContain("nothing is changed");
  expect(await adopt(second)).toContain("from now on");
});
