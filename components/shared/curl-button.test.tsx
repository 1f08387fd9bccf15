// @vitest-environment happy-dom
import { act, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { beforeEach, expect, test, vi } from "vitest";
import { operations } from "@/gateway/contracts/operations/operations";
import { operationAddresses } from "@/lib/gateway/operation-addresses";
import { CopyAsCurl } from "./curl-button";
import { OperationAddresses } from "./operation-addresses";

const writeText = vi.fn(async (_text: string) => {});
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  document.body.replaceChildren();
});

async function copied(button: ReactNode): Promise<string | undefined> {
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  await act(() =>
    root.render(<OperationAddresses addresses={operationAddresses}>{button}</OperationAddresses>),
  );
  const [pressed, ...others] = document.querySelectorAll("button");
  expect([pressed?.textContent, others]).toEqual(["Copy as curl", []]);
  await act(async () => pressed?.click());
  await act(() => root.unmount());
  return writeText.mock.lastCall?.[0];
}

const url = `"$GATEWAY_API_URL"`;
const key = ` \\\n  -H "Authorization: Api-Key $GATEWAY_API_KEY"`;

test.each<[string, ReactNode, string]>([
  [
    "a deletion, whose ids are escaped",
    <CopyAsCurl
      key="1"
      operation="revokeKey"
      input={{ params: { group_id: "a/b", prefix: "sky_1" } }}
    />,
    `curl -X DELETE ${url}'/v1/gateway/groups/a%2Fb/api_keys/sky_1'${key}`,
  ],
  [
    "what names nothing and sends nothing",
    <CopyAsCurl key="2" operation="deleteWebhook" input={{}} />,
    `curl -X DELETE ${url}'/v1/gateway/webhooks/settings'${key}`,
  ],
  [
    "a reading",
    <CopyAsCurl key="3" operation="readRequest" input={{ params: { request_id: "req_1" } }} />,
    `curl ${url}'/v1/gateway/requests/req_1'${key}`,
  ],
  [
    "a form that is not filled in yet",
    <CopyAsCurl
      key="4"
      operation="updateGroup"
      input={{ params: { group_id: "g" }, body: { name: "" } }}
    />,
    `curl -X PATCH ${url}'/v1/gateway/groups/g'${key} \\\n  -H 'Content-Type: application/json' \\\n  -d '{\n  "name": ""\n}'`,
  ],
])("the command of an operation is made from its entry: %s", async (_what, button, command) => {
  expect(await copied(button)).toBe(command);
});

test("the browser is told the address of every operation, and nothing else of it", () => {
  const addresses = Object.values(operations).map(({ operationId, method, path }) => [
    operationId,
    { method, path },
  ]);
  expect(operationAddresses).toEqual(Object.fromEntries(addresses));
  expect(JSON.stringify(operationAddresses).length).toBeLessThan(8_000);
});
