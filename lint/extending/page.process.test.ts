import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyProject, type ProjectCopy } from "./copy-project";

/** The recipe "Add a page" of docs/extending.md, followed: a page for admins, where refusals are kept. */
const page = `import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { requireMember } from "@/lib/auth/auth";

export default async function Page() {
  const member = await requireMember();
  return (
    <PageBody>
      <PageHeader title="Reports" description={member.email} />
    </PageBody>
  );
}
`;
const row = `  { href: "/reports", label: "Reports", icon: House, role: "admin", needs: "refusals" },\n`;

/** Vitest looks for the word in this file, too: it must not stand here whole. */
const environment = "environment";

const shown = `// @vitest-${environment} happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, test, vi } from "vitest";
import { NavLinks } from "./nav-links";
import type { Audience } from "./navigation";
import { PaletteDialog } from "./palette-dialog";

vi.mock("next/navigation", () => ({ usePathname: () => "/reports", useRouter: () => ({}) }));
vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
Element.prototype.scrollIntoView = () => {};

const admin: Audience = { role: "admin", subtreeGroupId: null, capabilities: ["refusals"] };

async function show(audience: Audience) {
  document.body.replaceChildren();
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  await act(() =>
    root.render(
      <QueryClientProvider client={new QueryClient()}>
        <NavLinks audience={audience} />
        <PaletteDialog audience={audience} open onOpenChange={() => {}} />
      </QueryClientProvider>,
    ),
  );
  const texts = (selector: string) =>
    [...document.querySelectorAll(selector)].map(({ textContent }) => textContent);
  const found = {
    menu: texts("nav a[href='/reports'][aria-current]"),
    palette: texts("[role=option]").filter((text) => text === "Reports"),
  };
  await act(() => root.unmount());
  return found;
}

test("menu and palette show the page to whom its row names, and to nobody else", async () => {
  expect(await show(admin)).toEqual({ menu: ["Reports"], palette: ["Reports"] });
  const nowhere = { menu: [], palette: [] };
  expect(await show({ ...admin, role: "operator" })).toEqual(nowhere);
  expect(await show({ ...admin, capabilities: [] })).toEqual(nowhere);
});
`;

let copy: ProjectCopy;
beforeAll(() => {
  copy = copyProject();
  copy.write("app/(dashboard)/reports/page.tsx", page);
  const items = "const items: NavigationItem[] = [\n";
  copy.replace("components/shell/navigation.ts", items, items + row);
});
afterAll(() => rmSync(copy.folder, { recursive: true, force: true }));

test("a page is added in two files, and the project type-checks", () => {
  expect(copy.changed.size).toBe(2);
  expect(copy.typeCheck()).toBe("");
});

test("the added page is in the menu and in the palette, for whom its row says", () => {
  expect(copy.runTest("components/shell/added-page.test.tsx", shown)).toBe("");
});
