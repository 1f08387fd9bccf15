import type { Page } from "@playwright/test";
import axe from "axe-core";

/**
 * Serious and critical violations on the page as it stands, one line each. `colors` looks at what
 * a theme changes only: for the second theme of a page that has been looked at as a whole.
 */
export async function seriousViolations(
  page: Page,
  scope: "everything" | "colors" = "everything",
): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async (isColorsOnly) => {
    const runner = (window as unknown as { axe: typeof import("axe-core") }).axe;
    const { violations } = await runner.run(document, {
      resultTypes: ["violations"],
      ...(isColorsOnly ? { runOnly: ["color-contrast", "link-in-text-block"] } : {}),
    });
    return violations.map(({ id, impact, help, nodes }) => ({
      id,
      impact,
      help,
      nodes: nodes.map((node) => `${node.target.join(" ")} — ${node.failureSummary ?? ""}`),
    }));
  }, scope === "colors");
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.slice(0, 3).join("\n  ")}`);
}
