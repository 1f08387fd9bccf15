import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const fromRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const alias = [
  // Only a React server build resolves it to its empty half; tests are no such build.
  { find: /^server-only$/, replacement: fromRoot("./node_modules/server-only/empty.js") },
  { find: /^@\//, replacement: fromRoot("./") },
];

const never = ["**/node_modules/**", "**/.next*/**", ".build/**", "data/**", "e2e/**"];

/** Of what is waited for. Long: only what never comes is a fault, however slow the machine is. */
const expected = { poll: { timeout: 60_000 } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          expect: expected,
          sequence: { groupOrder: 1 },
          include: ["**/*.test.{ts,tsx,mjs}"],
          exclude: [...never, "**/*.{integration,process}.test.{ts,tsx}"],
          // A file that needs a DOM asks for it: // @vitest-environment happy-dom
          environment: "node",
          testTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          expect: expected,
          sequence: { groupOrder: 2 },
          include: ["**/*.integration.test.{ts,tsx}"],
          exclude: never,
          globalSetup: ["./gateway/testing/global-setup.ts"],
          pool: "forks",
          maxWorkers: 2,
          // They wait for servers and disks: a machine that stands still for a while fails none of them.
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "process",
          expect: expected,
          sequence: { groupOrder: 3 },
          include: ["**/*.process.test.ts"],
          exclude: never,
          // They start and kill whole servers: one file at a time, or they would fight for the cores.
          fileParallelism: false,
          pool: "forks",
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
