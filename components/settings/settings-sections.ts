import type { Member } from "@/lib/members/member";

export interface SettingsSection {
  id: "account" | "members" | "management-keys" | "secrets" | "connection";
  label: string;
  /** Its label where there is little room. */
  shortLabel?: string;
}

/** What this member has: own account always, the rest for the whole workspace. */
export function settingsSections(member: Pick<Member, "subtreeGroupId">): SettingsSection[] {
  const account: SettingsSection = {
    id: "account",
    label: "Your account",
    shortLabel: "Account",
  };
  if (member.subtreeGroupId !== null) return [account];
  return [
    { id: "members", label: "Members" },
    { id: "management-keys", label: "Management keys", shortLabel: "Keys" },
    { id: "secrets", label: "Secrets" },
    { id: "connection", label: "Connection" },
    account,
  ];
}
