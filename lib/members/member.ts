export const roles = ["viewer", "operator", "admin"] as const;
export type Role = (typeof roles)[number];

/** The signed-in person. */
export interface Member {
  id: string;
  email: string;
  role: Role;
  /** A gateway group: the member sees and touches only it and what is below. null = everything. */
  subtreeGroupId: string | null;
  sessionId: string;
}

/** viewer < operator < admin. */
export function hasRole(role: Role, minimum: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(minimum);
}

export const roleMeaning: Record<Role, string> = {
  viewer: "Sees everything, changes nothing",
  operator: "Mints and revokes keys, edits groups, limits and endpoints",
  admin: "Everything, and members, settings, deleting groups",
};
