import type { Capabilities } from "@/gateway/contracts/workspace";
import { offers } from "@/lib/capabilities";
import type { Member } from "@/lib/members/member";

export interface SettingsSection {
  id: "account" | "members" | "management-keys" | "secrets" | "connection";
  label: string;
  /** Its label where there is little room. */
  shortLabel?: string;
}

/** What this member and this server have: own account always, the rest for the whole workspace. */
export function settingsSections(
  member: Pick<Member, "subtreeGroupId">,
  capabilities: Capabilities | null,
): SettingsSection[] {
  const account: SettingsSection = {
    id: "account",
    label: "Your account",
    shortLabel: "Account",
  };
  if (member.subtreeGroupId !== null) return [account];
  return [
    { id: "members", label: "Members" },
    ...(offers(capabilities, "management_keys")
      ? [{ id: "management-keys", label: "Management keys", shortLabel: "Keys" } as const]
      : []),
    { id: "secrets", label: "Secrets" },
    { id: "connection", label: "Connection" },
    account,
  ];
}
