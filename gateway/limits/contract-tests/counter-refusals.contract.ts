import { expect, test } from "vitest";

import { isRolling, limitTypes, limitUnits, windowLengthMs } from "../../contracts/limit-windows";
import { type CounterTools, createLimit, slug, type Tuple } from "./counter-fixture";

/** What is admitted, what is refused, and that a refusal leaves no trace. */
export function describeRefusals(tools: CounterTools): void {
  const tuples = limitTypes.flatMap((type) => limitUnits.map((unit): Tuple => [type, unit, 5]));
  test.each(tuples)(
    "%s per %s: %i admits exactly that many; the next waits for one window",
    async (...tuple) => {
      const chain = [createLimit(tuple)];
      for (let call = 0; call < 5; call++) await tools.store.settle(await tools.admit(chain), 1);
      const refused = await tools.reserve(chain);
      expect(refused).toMatchObject({ admitted: false, neverFits: false });
      if (refused.admitted) throw new Error("admitted");
      const expected = isRolling(tuple[1]) ? windowLengthMs[tuple[1]] : 12 * 3_600_000;
      expect(refused.retryAfterMs).toBe(expected);
      await tools.advance(expected - 1);
      expect((await tools.reserve(chain)).admitted).toBe(false);
      await tools.advance(1);
      expect((await tools.reserve(chain)).admitted).toBe(true);
    },
  );

  test("0 admits none, and can never fit", async () => {
    for (const type of ["TOKEN", "REQUEST"] as const) {
      const refused = await tools.reserve([createLimit([type, "MINUTE", 0])]);
      expect(refused).toMatchObject({ admitted: false, neverFits: true, retryAfterMs: 60_000 });
    }
  });

  test("a request above the threshold can never fit; one at it does", async () => {
    const chain = [createLimit(["TOKEN", "MINUTE", 10])];
    expect(await tools.reserve(chain, 11)).toMatchObject({ admitted: false, neverFits: true });
    expect(await tools.reserve(chain, 10)).toMatchObject({ admitted: true });
  });

  test("a flexible request gets what is left, down to its minimum", async () => {
    const chain = [createLimit(["TOKEN", "MINUTE", 10]), createLimit(["TOKEN", "DAY", 8])];
    expect((await tools.admit(chain, 100, { tokensMin: 3 })).tokens).toBe(8);
    expect(await tools.reserve(chain, 100, { tokensMin: 1 })).toMatchObject({ admitted: false });
  });

  test("a refusal by any limit changes no counter, of any kind or group", async () => {
    const chain = [
      createLimit(["REQUEST", "SECOND", 100], "grp_root"),
      createLimit(["TOKEN", "MINUTE", 100]),
      createLimit(["TOKEN", "DAY", 100], "grp_root"),
      createLimit(["REQUEST", "MINUTE", 1]),
    ];
    await tools.admit(chain, 7, { metered: ["grp_root", "grp_a"] });
    const before = await tools.used(chain);
    const refused = await tools.reserve(chain, 7, { metered: ["grp_root", "grp_a"] });
    expect(refused).toMatchObject({ admitted: false, binding: { limit: chain[3] } });
    expect(await tools.used(chain)).toEqual(before);
    expect(await tools.store.readDay([{ groupId: "grp_root", slug }], "grp_root")).toEqual([
      { groupId: "grp_root", slug, requests: 1, tokens: 7 },
    ]);
  });

  test("the binding limit is the one with the longest wait", async () => {
    const second = createLimit(["REQUEST", "SECOND", 1]);
    const minute = createLimit(["REQUEST", "MINUTE", 1], "grp_root");
    await tools.admit([second, minute]);
    expect(await tools.reserve([second, minute])).toMatchObject({
      binding: { limit: minute },
      retryAfterMs: 60_000,
    });
  });

  test("groups and slugs never share a counter", async () => {
    await tools.admit([createLimit(["REQUEST", "MINUTE", 1])]);
    expect((await tools.reserve([createLimit(["REQUEST", "MINUTE", 1], "grp_b")])).admitted).toBe(
      true,
    );
    const otherSlug = { ...createLimit(["REQUEST", "MINUTE", 1]), slug: "acme/other" };
    expect(await tools.used([otherSlug])).toEqual([0]);
  });
}
