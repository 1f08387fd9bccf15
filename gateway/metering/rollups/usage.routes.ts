import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { readUsageHistory } from "./read-usage-history";
import { writeUsageCsv } from "./write-usage-csv";

export const usageRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(
      app,
      operations.readUsageHistory,
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
      { isSlow: true },
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
