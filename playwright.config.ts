import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const chromium = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/** One journey per feature, in a real browser, each file over a stack of its own. */
export default defineConfig({
  testDir: "./e2e",
  outputDir: "./test-results/e2e",
  globalSetup: "./e2e/global-setup.ts",
  // A stack is a database, a gateway and a dashboard: more at once would fight for the cores.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // Each step has its own patience below; a journey of forty pages takes a slow machine minutes.
  timeout: 900_000,
  expect: { timeout: 60_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    reducedMotion: "reduce",
    locale: "en-US",
    actionTimeout: 60_000,
    navigationTimeout: 120_000,
    // A film of every test would take a third of the cores that the tests themselves need.
    trace: { mode: "retain-on-failure", screenshots: false },
    launchOptions: {
      ...(existsSync(chromium) ? { executablePath: chromium } : {}),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});
