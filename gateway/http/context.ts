import type { ManagementScope } from "../contracts/workspace";
import type { Precondition } from "./precondition";

/** Who acts: a management key, and, through a dashboard's key, the person it names. */
export interface Actor {
  type: "API_KEY" | "USER" | "SYSTEM";
  /** Management key id. */
  id: string;
  name: string;
  /** Set for USER: who the dashboard says it is (`X-Headgate-Actor`). */
  email?: string;
}

/** Established by authentication, handed to every management verb. */
export interface ManagementContext {
  workspaceId: string;
  workspaceName: string;
  scope: ManagementScope;
  actor: Actor;
  requestId: string;
  /** Address of the caller, for the audit log. */
  source: string;
  /** What the thing written to must be like; none from the command line. */
  precondition: Precondition;
}
