import type { z } from "zod";
import type { Endpoint, readEndpointQuery } from "../../contracts/endpoint";
import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { endpointAnswer } from "./endpoint-answer";
import { ownEndpoint } from "./own-endpoint";
import { withGroupCounts } from "./with-group-counts";

/** One endpoint: 404 unknown or deleted, 403 another workspace's. */
export async function readEndpoint(
  deps: Pick<Deps, "db">,
  context: ManagementContext,
  input: z.infer<typeof readEndpointQuery> & { id: string },
): Promise<Endpoint> {
  const answer = endpointAnswer(await ownEndpoint(deps.db, context, input.id));
  if (!input.include.includes("group_count")) return answer;
  const [counted] = await withGroupCounts(deps, context, [answer]);
  return counted ?? answer;
}
