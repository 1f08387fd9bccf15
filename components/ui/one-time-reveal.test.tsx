// @vitest-environment happy-dom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { OneTimeReveal } from "./one-time-reveal";

const onClose = vi.fn();
/** As they are shown: masked and with snippets, or plain. */
const kinds = [
  {
    noun: "key",
    secret: "sky_a.b",
    masked: "sky_a.•",
    snippets: [{ name: ".env", text: "K=sky_a.b" }],
  },
  { noun: "secret", secret: "whsec_abc", masked: "whsec_•••" },
  { noun: "password", secret: "correct horse" },
];

let root: Root;
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  onClose.mockReset();
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(async () => {
  await act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const isOpen = () => document.querySelector("[role=dialog]") !== null;
const button = (name: string) =>
  [...document.querySelectorAll("button")].find(({ textContent }) => textContent === name);

describe.each(kinds)("case 65: a one-time $noun", (kind) => {
  test("is not lost by Esc, an outside click, Back, reloading or Done, until it is saved", async () => {
    await act(() =>
      root.render(<OneTimeReveal {...kind} label="It" description="Once." onClose={onClose} />),
    );
    await act(async () => {
      document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
      document.body.dispatchEvent(new MouseEvent("pointerdown", { bubbles: true }));
      document.body.click();
      button("Done")?.click();
    });
    expect(isOpen()).toBe(true);
    await act(async () => {
      window.dispatchEvent(new PopStateEvent("popstate"));
    });
    expect(isOpen()).toBe(true);
    expect(document.querySelector("[role=status]")?.textContent).toContain("can't be shown again");
    const leaving = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(leaving);
    expect(leaving.defaultPrevented).toBe(true);
    expect(onClose).not.toHaveBeenCalled();

    await act(async () => document.querySelector<HTMLInputElement>("#secret-is-saved")?.click());
    await act(async () => button("Done")?.click());
    expect(onClose).toHaveBeenCalledOnce();
  });
});
