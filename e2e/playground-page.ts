import { expect, type Locator, type Page } from "@playwright/test";
import type { Stack } from "./stack";

export async function openPlayground(
  page: Page,
  stack: Stack,
  { slug, key }: { slug: string; key: string },
): Promise<void> {
  await page.goto(`${stack.dashboardUrl}/playground`);
  await page.getByLabel("Model slug").fill(slug);
  await page.getByLabel("API key").fill(key);
}

/** @returns the card of its answer */
export async function send(page: Page, message: string): Promise<Locator> {
  const before = await page.getByRole("article").count();
  await page.getByLabel("Message").fill(message);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article")).toHaveCount(before + 1);
  return page.getByRole("article").last();
}

/** The exact figure beside its name: prompt, completion, cached. */
export async function figure(answer: Locator, name: string): Promise<string> {
  const value = answer.locator("dl > div", { hasText: name }).locator("dd > *").first();
  return (await value.getAttribute("title")) ?? "";
}

/** Each limit's row of "What it charged", with exact figures. */
export async function chargeRows(answer: Locator) {
  const table = answer.getByRole("table", { name: "What it charged" });
  await expect(table).toBeVisible();
  return table.getByRole("row").evaluateAll((rows) =>
    rows.slice(1).map((row) => {
      const cells = [...row.querySelectorAll("td")];
      const exact = (label: string) =>
        Number(
          cells
            .find((cell) => cell.dataset["label"] === label)
            ?.firstElementChild?.getAttribute("title")
            ?.replaceAll(",", ""),
        );
      return {
        limit: row.getAttribute("aria-label") ?? "",
        from: cells[0]?.textContent ?? "",
        took: exact("Took"),
        used: exact("Used then"),
      };
    }),
  );
}
