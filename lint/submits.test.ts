import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** These take part in what another file submits. */
const partsOfASubmit = ["components/endpoints/target/use-demo-secret.ts"];

const files = ["app", "components"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !path.includes(".test."))
    .map((path) => `${folder}/${path}`)
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") })),
);

const callsAnAction = ({ text }: (typeof files)[number]) =>
  [...text.matchAll(/^import \{([^}]*)\}/gm)].some(([, names = ""]) =>
    /\b(?!(?:use|server)Action\b)[a-z]\w*Action\b/.test(names),
  );

test("what calls a server action from the browser does so by useAction", () => {
  const callers = files.filter(callsAnAction);
  expect(callers.length).toBeGreaterThan(20);
  const others = callers.filter(({ text }) => !text.includes("useAction("));
  expect(others.map(({ path }) => path)).toEqual(partsOfASubmit);
});
