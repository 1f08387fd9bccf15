import { expect, test } from "vitest";
import { fail, ok, type Result } from "@/lib/gateway/result";
import type { ImportRow, ImportStep } from "./import-row";
import { type RowResult, runImport } from "./run-import";

function row(externalId: string, newParent: string | null = null): ImportRow {
  return {
    line: 2,
    externalId,
    label: externalId,
    parent: newParent,
    outcome: "create",
    changes: [],
    reason: null,
    step: {
      kind: "create",
      newParent,
      body: {
        metadata: { external_entity_id: externalId },
        models: [{ slug: "acme/glm" }],
        hierarchy: { parent_group_id: null },
      },
    },
  };
}

const toId = (step: ImportStep) =>
  step.kind === "create" ? step.body.metadata.external_entity_id : step.groupId;

async function run(
  rows: ImportRow[],
  answer: (step: ImportStep, earlier: string[]) => Result<{ id: string }>,
  newIds = new Map<string, string>(),
) {
  const sent: string[] = [];
  const results: [string, RowResult["state"]][] = [];
  const ending = await runImport(rows, {
    newIds,
    apply: async (step) => {
      const result = answer(step, sent);
      sent.push(toId(step));
      return result;
    },
    onResult: ({ externalId }, { state }) => results.push([externalId, state]),
    isStopped: () => false,
  });
  return { sent, results, ending };
}

const created = (step: ImportStep) => ok({ id: `grp_${toId(step)}` });

test("a new group goes below its new parent by the id that this one got", async () => {
  const parents: unknown[] = [];
  await run([row("acme"), row("team", "acme")], (step) => {
    if (step.kind === "create") parents.push(step.body.hierarchy.parent_group_id);
    return created(step);
  });
  expect(parents).toEqual([null, "grp_acme"]);
});

test("what a cascading rule refused goes through once the rows that allow it have", async () => {
  const { sent, results } = await run([row("child"), row("parent")], (step, earlier) =>
    toId(step) === "child" && !earlier.includes("parent")
      ? fail("VALIDATION_ERROR", "child exceeds parent")
      : created(step),
  );
  expect(sent).toEqual(["child", "parent", "child"]);
  expect(results).toEqual([
    ["child", "failed"],
    ["parent", "done"],
    ["child", "done"],
  ]);
});

test("what is refused for good ends the run, and takes only what hangs on it along", async () => {
  const { sent, results, ending } = await run(
    [row("acme"), row("team", "acme"), row("globex")],
    (step) => (toId(step) === "acme" ? fail("VALIDATION_ERROR", "taken") : created(step)),
  );
  expect(sent).toEqual(["acme", "globex", "acme"]);
  expect(Object.fromEntries(results)).toEqual({ acme: "failed", team: "failed", globex: "done" });
  expect(ending).toBeNull();
});

test("who tries the rest again finds the parents of the run before", async () => {
  const newIds = new Map<string, string>();
  const [parent, child] = [row("acme"), row("team", "acme")];
  const refusing = (step: ImportStep) =>
    toId(step) === "team" ? fail("VALIDATION_ERROR", "exceeds") : created(step);
  await run([parent, child], refusing, newIds);
  const { results } = await run([child], created, newIds);
  expect(results).toEqual([["team", "done"]]);
});

test("a session that ended stops everything at once", async () => {
  const { sent, ending } = await run([row("acme"), row("globex")], () =>
    fail("UNAUTHENTICATED", "Your session has ended."),
  );
  expect(sent).toEqual(["acme"]);
  expect(ending?.code).toBe("UNAUTHENTICATED");
});
