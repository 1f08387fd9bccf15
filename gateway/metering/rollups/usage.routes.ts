import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { usageHistory, usageHistoryQuery } from "../../contracts/usage-history";
import type { Deps } from "../../deps";
import { readUsageHistory } from "./read-usage-history";
import { writeUsageCsv } from "./write-usage-csv";

export const usageRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/v1/gateway/usage-history",
      {
        config: { scope: "view", isSlow: true },
        schema: {
          tags: ["Usage"],
          operationId: "readUsageHistory",
          summary: "Read consumption over time, by group, key or slug",
          querystring: usageHistoryQuery,
          response: {
            200: {
              description: "Hours and days are UTC. As CSV: a row for every bucket and consumer.",
              content: {
                "application/json": { schema: usageHistory },
                "text/csv": { schema: z.string() },
              },
            },
          },
        },
      },
      async ({ management, query, headers }, reply) => {
        const history = await readUsageHistory(deps, management, query);
        reply.header("vary", "accept");
        if ((query.format ?? preferred(headers.accept)) === "json") return history;
        reply
          .type("text/csv; charset=utf-8")
          .header("content-disposition", `attachment; filename="${fileName(history)}"`)
          .serializer((text: string) => text);
        return writeUsageCsv(history);
      },
    );
  };

/** CSV only for those who name it, and name no JSON. */
function preferred(accept = ""): "json" | "csv" {
  return /\btext\/csv\b/i.test(accept) && !/\bjson\b/i.test(accept) ? "csv" : "json";
}

function fileName({ from, to, interval }: { from: string; to: string; interval: string }): string {
  const lastDay = new Date(Date.parse(to) - 1).toISOString().slice(0, 10);
  return `usage-by-${interval}-${from.slice(0, 10)}-to-${lastDay}.csv`;
}
