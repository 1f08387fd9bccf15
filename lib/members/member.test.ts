import { expect, test } from "vitest";
import { hasRole, roles } from "./member";

test("each role has what the roles below it have, and no more", () => {
  const table = roles.map((role) => roles.map((minimum) => hasRole(role, minimum)));
  expect(table).toEqual([
    [true, false, false],
    [true, true, false],
    [true, true, true],
  ]);
});
