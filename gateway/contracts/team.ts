import { z } from "zod";
import { text, timestamp } from "./text";

/** One per workspace here, named as the workspace. Source: gateway API, "Management keys, teams, me". */
export const team = z.object({
  id: z.string(),
  name: z.string(),
  default: z.boolean(),
  created_at: timestamp,
});
export type Team = z.infer<typeof team>;
export const teamList = z.object({ teams: z.array(team) });
export const teamParams = z.object({ team_id: text(1, 255) });

/** Who a key acts as: a person, or the key itself. */
export const userInfo = z.object({
  user_id: z.string(),
  email: z.string().nullish(),
  name: z.string().nullish(),
  workspace_name: z.string().nullish(),
});
