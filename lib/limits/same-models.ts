import type { DeclaredModel } from "@/gateway/contracts/limit";

/** Equal to the API: the order of slugs and limits means nothing there. */
export function isSameSet(a: readonly DeclaredModel[], b: readonly DeclaredModel[]): boolean {
  return canonical(a) === canonical(b);
}

function canonical(models: readonly DeclaredModel[]): string {
  const lines = models.flatMap((model) => [
    JSON.stringify([model.slug]),
    ...[...model.rate_limits, ...model.usage_limits].map((limit) =>
      JSON.stringify([model.slug, limit.type, limit.unit, limit.threshold]),
    ),
  ]);
  return lines.sort().join("\n");
}
