// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { OperationAddresses } from "@/components/shared/operation-addresses";
import { operations } from "@/gateway/contracts/operations/operations";
import { SecretDialog } from "./secret-dialog";

vi.mock("./workspace-actions", () => ({ saveSecretAction: vi.fn() }));
vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh: vi.fn() }) }));

let root: Root;
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(async () => {
  await act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

test.each([
  ["the value, where the name is given", "openai", "Secret value"],
  ["the name of a new one", "", "Secret name"],
])("the field to type in first is %s", async (_, name, label) => {
  await act(() =>
    root.render(
      <QueryClientProvider client={new QueryClient()}>
        <OperationAddresses addresses={operations}>
          <SecretDialog name={name} existing={[]} onClose={() => {}} />
        </OperationAddresses>
      </QueryClientProvider>,
    ),
  );
  const focused = document.activeElement;
  const labelled = focused instanceof HTMLInputElement ? focused.labels?.[0]?.textContent : null;
  expect(labelled).toContain(label);
});
