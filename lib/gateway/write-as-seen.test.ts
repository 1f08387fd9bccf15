import { expect, test } from "vitest";
import { fail, ok } from "./result";
import { writeAsSeen } from "./write-as-seen";

/** A server with one value; `hasTags` = it obeys If-Match, as the hosted service does not. */
function server(hasTags: boolean) {
  let state = { name: "first", limit: 1 };
  const tag = () => (hasTags ? JSON.stringify(JSON.stringify(state)) : null);
  const change = (part: Partial<typeof state>) => {
    state = { ...state, ...part };
  };
  return {
    state: () => state,
    change,
    /** One operator's save of the limit, who saw `seen`; `meanwhile` happens before its write. */
    save: (limit: number, seen: number, meanwhile: () => void = () => {}) =>
      writeAsSeen({
        read: async () => ok({ value: state, etag: tag() }),
        isAsSeen: (now) => now.limit === seen,
        write: async (ifMatch) => {
          meanwhile();
          if (ifMatch !== null && ifMatch !== tag()) return fail("PRECONDITION_FAILED", "changed");
          change({ limit });
          return ok({ state: "written" });
        },
        toStale: (current) => ok({ state: "stale", current }),
      }),
  };
}

test("case 59: of two who saved what both had seen, the second is shown what the first saved", async () => {
  const { save, state, change } = server(true);
  expect(await save(5, 1)).toMatchObject({ data: { state: "written" } });
  expect(await save(6, 1)).toMatchObject({ data: { state: "stale", current: { limit: 5 } } });
  // Also where the first one's write falls between the second one's comparison and write.
  const between = await save(7, 5, () => change({ limit: 9 }));
  expect(between).toMatchObject({ data: { state: "stale", current: { limit: 9 } } });
  expect(state().limit).toBe(9);
});

test("somebody's change of another part, in the moment between, is no conflict", async () => {
  const { save, state, change } = server(true);
  let renames = 0;
  const rename = () => {
    if (renames++ === 0) change({ name: "second" });
  };
  expect(await save(5, 1, rename)).toMatchObject({ data: { state: "written" } });
  expect(state()).toEqual({ name: "second", limit: 5 });
});

test("what changes without end ends in the server's own refusal, not in an endless try", async () => {
  const { save, state, change } = server(true);
  const answer = await save(5, 1, () => change({ name: `${state().name}+` }));
  expect(answer).toMatchObject({ ok: false, error: { code: "PRECONDITION_FAILED" } });
});

test("a server without tags is compared with first, and then written to", async () => {
  const { save, change } = server(false);
  expect(await save(5, 1)).toMatchObject({ data: { state: "written" } });
  change({ limit: 8 });
  expect(await save(6, 5)).toMatchObject({ data: { state: "stale", current: { limit: 8 } } });
});
