import type { Capabilities } from "@/gateway/contracts/workspace";
import { offers } from "@/lib/capabilities";
import type { Member } from "@/lib/members/member";

export interface SettingsSection {
  id: "account" | "members" | "management-keys" | "secrets" | "connection";
  label: string;
}

/** What this member and this server have: own account always, the rest for the whole workspace. */
export function settingsSections(
  member: Pick<Member, "subtreeGroupId">,
  capabilities: Capabilities | null,
): SettingsSection[] {
  const account: SettingsSection = { id: "account", label: "Your account" };
  if (member.subtreeGroupId !== null) return [account];
  return [
    { id: "members", label: "Members" },
    ...(offers(capabilities, "management_keys")
      ? [{ id: "management-keys", label: "Management keys" } as const]
      : []),
    { id: "secrets", label: "Secrets" },
    { id: "connection", label: "Connection" },
    account,
  ];
}
