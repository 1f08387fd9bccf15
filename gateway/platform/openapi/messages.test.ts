import { expect, test } from "vitest";
import { z } from "zod";
import type { ErrorDetail } from "../../contracts/error";
import { toDetails } from "../../contracts/leaves/to-details";
import type { Operation } from "../../contracts/operations/operation";
import { operations } from "../../contracts/operations/operations";

const every: Record<string, Operation> = operations;
const odd = [null, "", " ", "\u0000", "x".repeat(20_000), "a/b/c", "1e3", -1, 1.5, 2 ** 60, true];

interface Shape {
  properties?: Record<string, Shape>;
  items?: Shape;
  anyOf?: Shape[];
}

/** Values of this shape, each wrong in one place (or right by chance), members in members too. */
function* spoil(shape: Shape): Generator<unknown> {
  yield* [...odd, {}, [], [null], [{}], { unknown: 1 }];
  for (const each of shape.anyOf ?? []) yield* spoil(each);
  for (const [name, member] of Object.entries(shape.properties ?? {})) {
    for (const value of spoil(member)) yield { [name]: value };
  }
  if (shape.items) for (const value of spoil(shape.items)) yield [value];
}

/** `slug slug must …`, `models.0.slug slug must …`, and rules without the field they are about. */
function isMisnamed({ path, message }: ErrorDetail): boolean {
  const name = path.split(".").findLast((part) => !/^\d+$/.test(part)) ?? "";
  const [first = "", second = ""] = message.split(" ");
  if (/^\p{Lu}/u.test(message)) return false;
  const lastOf = (word: string) => word.split(".").findLast((part) => !/^\d+$/.test(part));
  return lastOf(first) !== name || lastOf(second) === name;
}

const schemas = Object.entries(every).flatMap(([id, { params, query, body }]) =>
  Object.entries({ params, query, body }).flatMap(([part, schema]): [string, z.ZodType][] =>
    schema ? [[`${part} of ${id}`, schema]] : [],
  ),
);

test.each(schemas)("what is wrong with the %s names its field, once", (_, schema) => {
  const shape = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  let refused = 0;
  for (const value of spoil(shape as Shape)) {
    const { error } = schema.safeParse(value);
    if (!error) continue;
    refused++;
    const inFields = toDetails(error.issues).filter(({ path }) => path !== "");
    expect(inFields.filter(isMisnamed)).toEqual([]);
  }
  expect(refused).toBeGreaterThan(0);
});
