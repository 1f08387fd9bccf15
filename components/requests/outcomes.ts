import type { RequestRecord } from "@/gateway/contracts/request";

/** How a request ended, in words. */
export const outcomes: Record<
  RequestRecord["outcome"],
  { title: string; tone: "ok" | "warn" | "danger"; word: string }
> = {
  completed: { title: "Answered", tone: "ok", word: "completed" },
  aborted: { title: "Broken off by the caller", tone: "warn", word: "aborted" },
  upstream_error: { title: "The upstream failed", tone: "danger", word: "upstream error" },
  refused: { title: "Refused by a limit", tone: "danger", word: "429" },
};
