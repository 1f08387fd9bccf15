// @vitest-environment happy-dom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RevealKeyDialog } from "./reveal-key-dialog";

const secret = "zTNlJxRcR9LLP5yrKTnFGlXxGrquYVO5";
const minted = { api_key: `sky_3x1tXZ70YeGh.${secret}`, prefix: "sky_3x1tXZ70YeGh", name: "prod" };
const onClose = vi.fn();
let root: Root;

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  onClose.mockReset();
  const frame = document.body.appendChild(document.createElement("div"));
  root = createRoot(frame);
  await act(() =>
    root.render(
      <RevealKeyDialog
        minted={minted}
        baseUrl="https://api.acme.dev/v1"
        slug="acme/glm-5.2"
        onClose={onClose}
      />,
    ),
  );
});
afterEach(async () => {
  await act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

function clipboard(writeText: ((text: string) => Promise<void>) | undefined): void {
  vi.stubGlobal("navigator", { ...navigator, clipboard: writeText ? { writeText } : undefined });
}
function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll("button")].find((one) => one.textContent === name);
  if (!found) throw new Error(`no button ${name}`);
  return found;
}
function field(): HTMLTextAreaElement {
  const found = document.querySelector<HTMLTextAreaElement>("#one-time-secret");
  if (!found) throw new Error("no field");
  return found;
}
const click = (name: string) => act(async () => button(name).click());
const press = (key: string) =>
  act(async () => {
    document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  });

test("the key is masked until it is shown", async () => {
  expect(field().value.startsWith("sky_3x1tXZ70YeGh.•")).toBe(true);
  expect(document.documentElement.outerHTML).not.toContain(secret);
  await click("Show");
  expect(field().value).toBe(minted.api_key);
  await click("Hide");
  expect(field().value).not.toContain(secret);
});

test("Esc does not close it while the key is unsaved, and Done is disabled", async () => {
  await press("Escape");
  expect(onClose).not.toHaveBeenCalled();
  expect(button("Done").disabled).toBe(true);
});

test("a copy that succeeded says so, and opens the way out", async () => {
  const writeText = vi.fn(() => Promise.resolve());
  clipboard(writeText);
  await click("Copy");
  expect(writeText).toHaveBeenCalledWith(minted.api_key);
  expect(button("Copied")).toBeTruthy();
  await click("Done");
  expect(onClose).toHaveBeenCalledTimes(1);
});

test.each([
  ["refuses", () => Promise.reject(new DOMException("refused", "NotAllowedError"))],
  ["does not exist, as on plain http", undefined],
])(
  "case 20: where the clipboard %s, nothing says Copied and the key is there to select",
  async (_, write) => {
    clipboard(write);
    await click("Copy");
    expect(document.body.textContent).not.toContain("Copied");
    expect(button("Done").disabled).toBe(true);
    expect(field().value).toBe(minted.api_key);
    expect(document.activeElement).toBe(field());
    expect([field().selectionStart, field().selectionEnd]).toEqual([0, minted.api_key.length]);
  },
);

test("a snippet that the clipboard refuses is shown to select from", async () => {
  clipboard(undefined);
  await click("curl");
  const area = document.querySelector<HTMLTextAreaElement>('textarea[aria-label="curl"]');
  expect(area?.value).toContain(`Bearer ${minted.api_key}`);
  expect(document.activeElement).toBe(area);
});

test("the tick opens the way out, and taking it back closes it", async () => {
  const box = document.querySelector<HTMLInputElement>("#secret-is-saved");
  await act(async () => box?.click());
  expect(button("Done").disabled).toBe(false);
  await act(async () => box?.click());
  expect(button("Done").disabled).toBe(true);
});

test("Back stays on the page, and leaving it asks, until the key is saved", async () => {
  const entries = history.length;
  await act(async () => {
    window.dispatchEvent(new PopStateEvent("popstate"));
  });
  expect(history.length).toBe(entries + 1);
  expect(document.body.textContent).toContain("it can't be shown again");
  const leave = () => {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(leave()).toBe(true);
  await act(async () => document.querySelector<HTMLInputElement>("#secret-is-saved")?.click());
  expect(leave()).toBe(false);
});
