import type { FastifyInstance } from "fastify";

/** An empty query parameter is an absent one, on every route: forms and templates send them. */
export function ignoreEmptyParameters(app: FastifyInstance): void {
  app.addHook("preValidation", async ({ query }) => {
    if (typeof query !== "object" || query === null) return;
    const values: Record<string, unknown> = query as Record<string, unknown>;
    for (const name of Object.keys(values)) {
      const value = values[name];
      const left = Array.isArray(value) ? value.filter((one) => one !== "") : value;
      if (left === "" || (Array.isArray(left) && left.length === 0)) delete values[name];
      else if (Array.isArray(left) && left.length === 1) values[name] = left[0];
      else values[name] = left;
    }
  });
}
