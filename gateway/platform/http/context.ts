import type { KeyOwner } from "../../contracts/management-key";
import type { ManagementScope } from "../../contracts/workspace";
import type { Precondition } from "../writes/precondition";

/** Who acts: a management key, and, through a dashboard's key, the person it names. */
export interface Actor {
  type: "API_KEY" | "USER" | "SYSTEM";
  /** Of a USER the member's id, of an API_KEY the management key's. */
  id: string;
  name: string;
  /** Set for API_KEY: the part of it that is shown. */
  keyPrefix?: string;
  /** Set for USER: who the dashboard says it is (`X-Headgate-Actor`). */
  email?: string;
  /** Set for USER where the dashboard says it: what the member may do there. */
  role?: MemberRole;
}

export type MemberRole = "viewer" | "operator" | "admin";

/** Established by authentication, handed to every management verb. */
export interface ManagementContext {
  workspaceId: string;
  workspaceName: string;
  scope: ManagementScope;
  /** Of the management key that was sent; null for commands and configuration. */
  keyId: string | null;
  /** Whom a personal key acts for. */
  owner: KeyOwner | null;
  actor: Actor;
  requestId: string;
  /** Address of the caller, for the audit log. */
  source: string;
  /** What the thing written to must be like; none from the command line. */
  precondition: Precondition;
}
