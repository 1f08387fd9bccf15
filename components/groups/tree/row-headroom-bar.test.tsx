// @vitest-environment happy-dom
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { GroupBelow, RowHeadroom } from "./row-headroom";
import { headroomInWords, RowHeadroomBar } from "./row-headroom-bar";

function drawn(headroom: RowHeadroom) {
  const container = document.createElement("div");
  container.innerHTML = renderToStaticMarkup(
    <RowHeadroomBar headroom={headroom} onOpen={() => {}} />,
  );
  return {
    shown: container.querySelector("[data-text]")?.getAttribute("data-text"),
    text: container.textContent,
    bar: container.innerHTML.match(/bg-(bar|warn-bar|danger-solid)\b/)?.[1] ?? null,
    reason: container.firstElementChild?.getAttribute("title"),
  };
}
const used = (percent: number, below: GroupBelow | null = null): RowHeadroom => ({
  ...{ state: "used", percent, reason: "why", below },
});

test.each([
  [0, "bar"],
  [70, "bar"],
  [71, "warn-bar"],
  [90, "warn-bar"],
  [91, "danger-solid"],
  [104, "danger-solid"],
])("a bar of %i%% is %s, with the percentage in figures", (percent, bar) => {
  expect(drawn(used(percent))).toMatchObject({ shown: `${percent}%`, bar, reason: "why" });
});

test("what is not known is a dash with its reason, and no bar", () => {
  const row = drawn({ state: "unknown", reason: "why not" });
  expect(row).toMatchObject({ shown: "—", bar: null, reason: "why not" });
});

test("a figure of a group below says so on hover, with the figure", () => {
  const below = { id: "grp_1", name: "Search" };
  expect(drawn(used(93, below)).reason).toBe("93%: why");
});

test("it adds nothing to the name of its row, and is told in the description", () => {
  expect(drawn(used(80)).text).toBe("");
  expect(headroomInWords(used(80))).toBe("headroom: 80%, why");
  expect(headroomInWords({ state: "unknown", reason: "why not" })).toBe(
    "headroom not known: why not",
  );
  expect(headroomInWords({ state: "reading" })).toBeNull();
  expect(headroomInWords(null)).toBeNull();
});
