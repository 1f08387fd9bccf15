// @vitest-environment happy-dom
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { AnswerFailure } from "./answer-failure";
import type { CallFailure } from "./call-failure";

function drawn(waitSeconds: number) {
  const failure: CallFailure = {
    ...{ from: "api", status: 429, code: "rate_limit_exceeded", neverFits: false, waitSeconds },
    message: `Request limit of 3 per day for acme/a reached; try again in ${waitSeconds} s.`,
  };
  const container = document.createElement("div");
  container.innerHTML = renderToStaticMarkup(
    <AnswerFailure failure={failure} slug="acme/a" hasText={false} onRetry={undefined} />,
  );
  return {
    text: container.textContent,
    exact: [...container.querySelectorAll("[title]")].map((each) => each.getAttribute("title")),
  };
}

test("a wait is said in one form in both places, the exact seconds on hover", () => {
  const { text, exact } = drawn(48_985);
  expect(text).toContain("reached; try again in 13 h 37 min.");
  expect(text).toContain("Send it again in 13 h 37 min, or");
  expect(text).not.toContain("48985");
  expect(exact).toEqual(["48,985 s", "48,985 s"]);
  expect(drawn(41).text).toMatch(/in 41 s\..*in 41 s, or/);
});
