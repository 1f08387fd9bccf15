import { expect, type Page } from "@playwright/test";
import { seriousViolations } from "./axe";

export const phone = { width: 390, height: 844 };

/** As it stands, the page is readable in both themes, and on a phone it does not scroll sideways. */
export async function expectReadable(page: Page): Promise<void> {
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    expect.soft(await seriousViolations(page), scheme).toEqual([]);
  }
  await page.setViewportSize(phone);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(phone.width);
}
