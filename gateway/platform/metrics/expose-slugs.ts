import type { Registry } from "prom-client";
import { windowKind } from "../../contracts/limit-windows";
import { exposeCounter } from "./expose-samples";
import { limitTuples, requestOutcomes, type SlugMetrics } from "./slug-metrics";

/** Registers what is counted by slug. A series appears with its first count. */
export function exposeSlugs(registry: Registry, slugs: () => readonly SlugMetrics[]): void {
  exposeCounter(registry, {
    name: "headgate_requests_total",
    help: "Requests of the inference plane, by how they ended",
    labels: ["slug", "outcome"],
    read: () =>
      slugs().flatMap(({ slug, requests }) =>
        requestOutcomes
          .filter((outcome) => requests[outcome] > 0)
          .map((outcome) => ({ labels: { slug, outcome }, value: requests[outcome] })),
      ),
  });
  exposeCounter(registry, {
    name: "headgate_limit_refusals_total",
    help: "Requests refused with 429, by the limit that refused",
    labels: ["slug", "kind", "type", "unit"],
    read: () =>
      slugs().flatMap(({ slug, refusals }) =>
        limitTuples
          .filter(({ type, unit }) => refusals[type][unit] > 0)
          .map(({ type, unit }) => ({
            labels: { slug, kind: windowKind[unit], type, unit },
            value: refusals[type][unit],
          })),
      ),
  });
  exposeCounter(registry, {
    name: "headgate_tokens_total",
    help: "Tokens of billed answers; cached input is part of input",
    labels: ["slug", "direction"],
    read: () =>
      slugs().flatMap(({ slug, inputTokens, outputTokens, cachedInputTokens }) => [
        { labels: { slug, direction: "input" }, value: inputTokens },
        { labels: { slug, direction: "output" }, value: outputTokens },
        { labels: { slug, direction: "cached_input" }, value: cachedInputTokens },
      ]),
  });
  const count = (name: string, help: string, read: (slug: SlugMetrics) => number) =>
    exposeCounter(registry, {
      name,
      help,
      labels: ["slug"],
      read: () => slugs().map((each) => ({ labels: { slug: each.slug }, value: read(each) })),
    });
  count(
    "headgate_token_overshoot_total",
    "Tokens charged beyond a limit, because answers ran over what was reserved for them",
    ({ overshootTokens }) => overshootTokens,
  );
  count(
    "headgate_estimated_answers_total",
    "Answers whose tokens were counted here because the upstream reported none",
    ({ estimatedAnswers }) => estimatedAnswers,
  );
}
