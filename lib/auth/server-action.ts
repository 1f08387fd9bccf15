import "server-only";
import type { z } from "zod";
import { parseInput } from "@/lib/gateway/parse-input";
import type { Result } from "@/lib/gateway/result";
import { authorize, type Member, type Role } from "./auth";

/** Who may call: a role; where the action is about one group, also which input names that group. */
export type Access = Role | { role: Role; group: string | readonly string[] };

/** Goes on to callGateway as it is: the person, and the id of what the form submitted. */
export interface Caller {
  member: Member;
  submission: unknown;
}

/**
 * The one way to make a server action: the input by its contract, then origin, session, role and
 * subtree, then `run`; who may not act learns nothing of what was wrong with the input. `group` is the path of the input's group id, or several of which the first that
 * is there counts. Where it is absent, the action is about the whole workspace.
 */
export function serverAction<Schema extends z.ZodType, Data>(
  access: Access,
  schema: Schema,
  run: (input: z.output<Schema>, caller: Caller) => Promise<Result<Data>>,
): (input?: unknown, submission?: unknown) => Promise<Result<Data>> {
  const { role, group } = typeof access === "string" ? { role: access, group: [] } : access;
  return async (input, submission) => {
    const parsed = parseInput(schema, input);
    // The group that `run` will act on: what the contract made of the input, not the input.
    const groupId = findGroupId(parsed.ok ? parsed.data : input, [group].flat());
    const member = await authorize(role, groupId);
    if (!member.ok) return member;
    return parsed.ok ? run(parsed.data, { member: member.data, submission }) : parsed;
  };
}

function findGroupId(input: unknown, paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const id = path.split(".").reduce(readMember, input);
    if (typeof id === "string" && id.length <= 255) return id;
  }
  return undefined;
}

function readMember(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}
