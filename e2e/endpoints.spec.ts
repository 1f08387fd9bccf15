import { expect, type Locator, type Page, test } from "@playwright/test";
import { endpointPage } from "../gateway/contracts/endpoint";
import { createGroup, manage } from "./gateway-api";
import { signIn } from "./members";
import { type Stack, startStack } from "./stack";

let stack: Stack;
test.beforeAll(async () => {
  stack = await startStack();
  await createGroup(stack, { externalId: "cust_1", slug: "acme/wanted" });
});
test.afterAll(() => stack.stop());

test.beforeEach(async ({ page }) => {
  await signIn(page, stack);
});

const findRow = (page: Page, slug: string): Locator => page.getByRole("row", { name: slug });

async function listed() {
  return endpointPage.parse(await manage(stack, "GET", "/v1/gateway/endpoints")).items;
}

test.describe
  .serial("an endpoint's life", () => {
    test("filling in the demo model and cancelling leaves nothing behind", async ({ page }) => {
      await page.goto(`${stack.dashboardUrl}/endpoints?new=1`);
      const dialog = page.getByRole("dialog", { name: "New endpoint" });
      await dialog.getByRole("button", { name: "Use the bundled demo model" }).click();
      await expect(dialog.getByLabel("Secret", { exact: true })).toContainText("demo-model");
      expect((await manage(stack, "GET", "/v1/secrets"))["secrets"]).toEqual([]);
      await dialog.getByRole("button", { name: "Test connection" }).click();
      await expect(dialog.getByRole("status").filter({ hasText: "ms)" })).toBeVisible();
      await dialog.getByRole("button", { name: "Cancel", exact: true }).click();
      await expect
        .poll(async () => (await manage(stack, "GET", "/v1/secrets"))["secrets"])
        .toEqual([]);
    });

    test("a slug that groups name and nobody serves is one click from the demo model", async ({
      page,
    }) => {
      await page.goto(`${stack.dashboardUrl}/endpoints`);
      await expect(page.getByText("No endpoints yet")).toBeVisible();
      await page.getByRole("button", { name: "Create endpoint acme/wanted" }).click();
      const dialog = page.getByRole("dialog", { name: "New endpoint" });
      await expect(dialog.getByLabel("Slug", { exact: true })).toHaveValue("acme/wanted");
      await dialog.getByRole("button", { name: "Use the bundled demo model" }).click();
      await expect(dialog.getByLabel("Base URL")).toHaveValue(stack.demoUrl);
      await expect(dialog.getByLabel("Secret", { exact: true })).toContainText("demo-model");
      await dialog.getByRole("button", { name: "Test connection" }).click();
      await expect(dialog.getByRole("status").filter({ hasText: "ms)" })).toBeVisible();
      await dialog.getByRole("button", { name: "Create endpoint" }).click();
      await expect(dialog).toBeHidden();
      await expect(findRow(page, "acme/wanted")).toContainText("headgate-demo");
      await expect(page.getByText("served by nobody")).toHaveCount(0);
    });

    test("of a slug with a prefix of somebody else's it is said that no endpoint can serve it", async ({
      page,
    }) => {
      await createGroup(stack, { externalId: "misspelt", slug: "acne/glm" });
      await page.goto(`${stack.dashboardUrl}/endpoints`);
      const item = page.getByRole("listitem").filter({ hasText: "acne/glm" });
      await expect(item).toContainText("acne/… is not a prefix of this workspace (acme/)");
      await expect(item).toContainText("GATEWAY_SLUG_PREFIXES=acme,acne");
      await expect(item.getByRole("button")).toHaveCount(0);
    });

    for (const size of [
      { width: 1440, height: 700 },
      { width: 390, height: 700 },
    ]) {
      test(`at ${size.width} × ${size.height} the form scrolls between its title and its footer`, async ({
        page,
      }) => {
        await page.setViewportSize(size);
        await page.goto(`${stack.dashboardUrl}/endpoints?new=1`);
        const dialog = page.getByRole("dialog", { name: "New endpoint" });
        const create = dialog.getByRole("button", { name: "Create endpoint" });
        await expect(create).toBeInViewport();
        const boxes = await create.evaluate((button) => {
          const measureBox = (element: Element | null | undefined) =>
            element?.getBoundingClientRect();
          const scrollers = [...(button.closest("[role=dialog]")?.querySelectorAll("*") ?? [])]
            .filter((element) => getComputedStyle(element).overflowY === "auto")
            .filter((element) => element.scrollHeight > element.clientHeight + 1);
          const [only] = scrollers;
          return {
            scrollers: scrollers.length,
            scrollerBottom: measureBox(only)?.bottom ?? 0,
            footerTop: measureBox(button.parentElement)?.top ?? 0,
            dialogBottom: measureBox(button.closest("[role=dialog]"))?.bottom ?? 0,
          };
        });
        expect(boxes.scrollers, "one thing scrolls").toBe(1);
        expect(boxes.scrollerBottom).toBeLessThanOrEqual(boxes.footerTop + 1);
        expect(boxes.dialogBottom).toBeLessThanOrEqual(size.height);
        await dialog.getByLabel("Region").scrollIntoViewIfNeeded();
        await expect(dialog.getByLabel("Region")).toBeInViewport();
        await expect(create).toBeInViewport();
      });
    }

    test("the form shows the provider's own fields, and every missing one at its input", async ({
      page,
    }) => {
      await page.goto(`${stack.dashboardUrl}/endpoints?new=1`);
      const dialog = page.getByRole("dialog", { name: "New endpoint" });
      await dialog.getByLabel("Provider").selectOption("VERTEX");
      await expect(dialog.getByLabel("Base URL")).toHaveCount(0);
      await dialog.getByRole("button", { name: "Create endpoint" }).click();
      for (const label of ["Slug", "Vertex project", "Secret", "Target model"]) {
        await expect(dialog.getByLabel(label, { exact: true }), label).toHaveAttribute(
          "aria-invalid",
          "true",
        );
      }
      await dialog.getByLabel("Provider").selectOption("BASETEN");
      await expect(dialog.getByLabel("Vertex project")).toHaveCount(0);
      await expect(dialog.getByText("is required for VERTEX")).toHaveCount(0);
      await dialog.getByLabel("Slug", { exact: true }).fill("stranger/x");
      await dialog.getByLabel("Model ID").fill("abcd1234");
      await dialog.getByRole("button", { name: "Create endpoint" }).click();
      await expect(dialog.getByLabel("Slug", { exact: true })).toHaveAttribute(
        "aria-invalid",
        "true",
      );
      expect((await listed()).map(({ slug }) => slug)).toEqual(["acme/wanted"]);
    });

    test("a re-point says from, to and how many groups, and replaces the target", async ({
      page,
    }) => {
      await page.goto(`${stack.dashboardUrl}/endpoints`);
      await findRow(page, "acme/wanted").getByRole("button", { name: "Re-point" }).click();
      const dialog = page.getByRole("dialog");
      await expect(dialog).toContainText("1 group may call it");
      await expect(dialog).toContainText("no change yet");
      await dialog.getByLabel("Target model").fill("another-model");
      await expect(dialog).toContainText(`OPENAI_COMPATIBLE · another-model · ${stack.demoUrl}`);
      await dialog.getByRole("button", { name: "Re-point endpoint" }).click();
      await expect(dialog).toBeHidden();
      await expect(findRow(page, "acme/wanted")).toContainText("another-model");
      expect((await listed())[0]?.targets[0]).toMatchObject({ target_model: "another-model" });
    });

    test("a rename warns whom it breaks, and the old slug dangles afterwards", async ({ page }) => {
      await page.goto(`${stack.dashboardUrl}/endpoints`);
      await findRow(page, "acme/wanted").getByRole("button", { name: "Rename" }).click();
      const dialog = page.getByRole("dialog");
      await expect(dialog).toContainText("1 group names this slug and would lose it");
      await dialog.getByLabel("New slug").fill("acme/renamed");
      await dialog.getByRole("button", { name: "Rename endpoint" }).click();
      await expect(dialog).toBeHidden();
      await expect(findRow(page, "acme/renamed")).toBeVisible();
      await expect(page.getByRole("button", { name: "Create endpoint acme/wanted" })).toBeVisible();
    });

    test("a deletion needs the slug typed", async ({ page }) => {
      await page.goto(`${stack.dashboardUrl}/endpoints`);
      await findRow(page, "acme/renamed").getByRole("button", { name: "Delete" }).click();
      const dialog = page.getByRole("dialog");
      const remove = dialog.getByRole("button", { name: "Delete endpoint" });
      await dialog.getByLabel("Type acme/renamed to confirm").fill("acme/rename");
      await expect(remove).toBeDisabled();
      await dialog.getByLabel("Type acme/renamed to confirm").fill("acme/renamed");
      await remove.click();
      await expect(dialog).toBeHidden();
      await expect(page.getByText("No endpoints yet")).toBeVisible();
      expect(await listed()).toEqual([]);
    });
  });
