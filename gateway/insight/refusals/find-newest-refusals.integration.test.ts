import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ulidFloor } from "../../metering/ledger/ulid-range";
import { addRefusalRows, type RefusalFixture } from "../../testing/refusal-rows";
import { createTestDatabase } from "../../testing/test-database";
import { requestMoment } from "../request-lookup/request-moment";
import { findNewestRefusals, type SearchOptions } from "./find-newest-refusals";
import type { RefusalSelection } from "./refusal-store";

const now = Date.UTC(2026, 10, 23, 12, 30);
const minute = 60_000;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let all: (RefusalFixture & { id: string })[];

const everything: RefusalSelection = {
  ...{ workspaceId: "wsp_1", groupId: undefined, includeSubtree: true, slug: undefined },
  ...{ keyPrefix: undefined, sourceGroup: undefined, type: undefined, unit: undefined },
  ...{ fromMs: 0, toMs: now },
};

beforeAll(async () => {
  database = await createTestDatabase();
  const fixtures = Array.from({ length: 600 }, (_, index): RefusalFixture => {
    // Half of them a storm of one group, in the last hour; the others over five days.
    const isStorm = index % 2 === 0;
    const group = isStorm ? 0 : index % 7;
    return {
      workspaceId: index % 11 === 5 ? "wsp_2" : "wsp_1",
      path: [`root_${group % 2}`, `grp_${group}`],
      key: `key_${group}_${index % 3}`,
      at: now - 1 - (isStorm ? (index * minute) / 10 : index * 12 * minute),
      slug: index % 50 === 2 ? "acme/rare" : "acme/a",
      limit: index % 5 === 0 ? { type: "REQUEST", source_group: "root_0" } : {},
    };
  });
  const ids = await addRefusalRows(database.db, fixtures);
  all = fixtures.map((fixture, index) => ({ ...fixture, id: ids[index] ?? "" }));
});
afterAll(() => database.drop());

const strategies: Record<string, SearchOptions> = {
  "merging series": { fewSeries: 1_000 },
  "walking back": { fewSeries: 0, walkedRowsMax: 1_000 },
  "walking in vain": { fewSeries: 0, walkedRowsMax: 3 },
};
const filters: Record<string, [Partial<RefusalSelection>, (fixture: RefusalFixture) => boolean]> = {
  everything: [{}, () => true],
  "a group and all below it": [{ groupId: "root_1" }, ({ path }) => path[0] === "root_1"],
  "the storm": [{ groupId: "grp_0", includeSubtree: false }, ({ path }) => path[1] === "grp_0"],
  "a quiet group": [{ groupId: "grp_3" }, ({ path }) => path[1] === "grp_3"],
  "a rare model": [{ slug: "acme/rare" }, ({ slug }) => slug === "acme/rare"],
  "a key": [{ keyPrefix: "key_0_2" }, ({ key }) => key === "key_0_2"],
  "a limit": [
    { sourceGroup: "root_0", type: "REQUEST" },
    ({ limit }) => limit?.source_group === "root_0",
  ],
  "a time": [
    { fromMs: now - 3_000 * minute, toMs: now - 20 * minute },
    ({ at }) => at >= now - 3_000 * minute && at < now - 20 * minute,
  ],
  nobody: [{ groupId: "grp_9" }, () => false],
};

describe.each(Object.entries(strategies))("by %s", (_, options) => {
  test.each(Object.entries(filters))(
    "%s is found to the end, newest first",
    async (_name, [change, isAsked]) => {
      const expected = all
        .filter((fixture) => fixture.workspaceId === "wsp_1" && isAsked(fixture))
        .map(({ id }) => id)
        .sort()
        .reverse();
      const selection = { ...everything, ...change };
      const seen: string[] = [];
      const fromId = `req_${ulidFloor(selection.fromMs)}`;
      let beforeId = `req_${ulidFloor(selection.toMs)}`;
      for (;;) {
        const last = seen.at(-1);
        const toMs = last === undefined ? selection.toMs : (requestMoment(last) ?? 0) + 1;
        const stretch = { ...selection, toMs, fromId, beforeId, limit: 40 };
        const rows = await findNewestRefusals(database.db, stretch, options);
        seen.push(...rows.map(({ requestId }) => requestId));
        if (rows.length < 40) break;
        beforeId = seen.at(-1) ?? "";
      }
      expect(seen).toEqual(expected);
    },
  );
});
