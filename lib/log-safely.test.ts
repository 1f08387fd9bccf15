import { expect, test, vi } from "vitest";

vi.mock("server-only", () => ({}));
const { logSafely } = await import("./log-safely");

test("case 94: what is logged can't forge an entry, move the cursor or fill the disk", () => {
  const lines: string[] = [];
  const write = (...values: unknown[]) => {
    lines.push(String(values[1]));
  };
  const log = { debug: write, error: write, info: write, log: write, warn: write };
  logSafely(log);
  log.error("Failed to find action %s", "x\u001b[2J\n[ok] signed in\r\u202e");
  log.warn(new Error("a\nb").message, { key: "\u009b" });
  log.info("y".repeat(100_000));
  expect(lines[0]).toBe("Failed to find action x\\u001b[2J\n  [ok] signed in\\u000d\\u202e");
  expect(lines[1]).toMatch(/^a\n {2}b \{ key: '\\x9B' \}$|^a\n {2}b \{ key: '\\u009b' \}$/);
  expect(lines[2]?.length).toBeLessThan(8_200);
});
