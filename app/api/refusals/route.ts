import { readRefusalPage } from "@/components/requests/read-refusals";
import { listRefusalsQuery } from "@/gateway/contracts/refusal";
import { readRoute } from "@/lib/auth/read-route";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { fail } from "@/lib/gateway/result";

/** Single refusals of one group, newest first: the query is that of the gateway's list. */
export const GET = readRoute(
  { role: "viewer", group: "group_id" },
  listRefusalsQuery.required({ group_id: true }),
  async (query) =>
    offers(await serverCapabilities(), "refusals")
      ? readRefusalPage(query)
      : fail("NOT_FOUND", "This server does not list refusals."),
);
