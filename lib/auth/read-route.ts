import "server-only";
import { z } from "zod";
import type { Result } from "@/lib/gateway/result";
import type { Member, Role } from "./auth";
import { serverAction } from "./server-action";

/** Of a path below `groups/[groupId]`: `access` then says `group: "groupId"`. */
export const groupInPath = { groupId: z.string().min(1).max(255) };

/**
 * The one way to make a GET route that answers a Result: as a server action, whose input is the query
 * with the names in the path over it. Where `access` names no group, a viewer of a subtree gets in too,
 * and `read` keeps to `member.subtreeGroupId`.
 */
export function readRoute<Schema extends z.ZodType>(
  access: Role | { role: Role; group: keyof z.output<Schema> & string },
  schema: Schema,
  read: (asked: z.output<Schema>, member: Member) => Promise<Result<unknown>>,
): (request: Request, context: { params: Promise<object> }) => Promise<Response> {
  const answer = serverAction(access, schema, (asked, { member }) => read(asked, member));
  return async (request, { params }) => {
    const { searchParams } = new URL(request.url);
    return Response.json(await answer({ ...Object.fromEntries(searchParams), ...(await params) }));
  };
}
