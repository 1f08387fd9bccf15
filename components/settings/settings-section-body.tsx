import "server-only";
import { FormError } from "@/components/forms/form-error";
import { operations } from "@/gateway/contracts/operations/operations";
import type { Member } from "@/lib/auth/auth";
import { database } from "@/lib/database";
import { findMember } from "@/lib/db/member-store";
import { listSessions } from "@/lib/db/session-store";
import { env } from "@/lib/env";
import { type GatewayConnection, offers } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { AccountSection } from "./account-section";
import { ConnectionSection } from "./connection-section";
import { ManagementKeysSection } from "./management-keys-section";
import { loadMembers } from "./members/load-members";
import { MembersSection } from "./members/members-section";
import { SecretsSection } from "./secrets-section";
import type { SettingsSection } from "./settings-sections";

export interface SettingsSectionBodyProps {
  section: SettingsSection["id"];
  member: Member;
  connection: GatewayConnection;
}

/** Loads what one section needs, and nothing of the others. */
export async function SettingsSectionBody(props: SettingsSectionBodyProps) {
  const { section, member, connection } = props;
  const canEdit = member.role === "admin";
  switch (section) {
    case "members":
      return (
        <MembersSection members={await loadMembers(member)} ownId={member.id} canEdit={canEdit} />
      );
    case "management-keys": {
      const keys = await callGateway(operations.listApiKeys, { member });
      if (!keys.ok) return <FormError error={keys.error} />;
      return (
        <ManagementKeysSection
          keys={keys.data.keys}
          canEdit={canEdit}
          isHosted={!offers(connection.capabilities, "management_keys")}
        />
      );
    }
    case "secrets": {
      const secrets = await callGateway(operations.listSecrets, { member });
      if (!secrets.ok) return <FormError error={secrets.error} />;
      return <SecretsSection secrets={secrets.data.secrets} canEdit={canEdit} />;
    }
    case "connection": {
      const { gatewayApiUrl, gatewayInferenceUrl } = env();
      return (
        <ConnectionSection
          connection={connection}
          apiUrl={gatewayApiUrl}
          inferenceUrl={gatewayInferenceUrl}
        />
      );
    }
    case "account": {
      const [row, sessions] = await Promise.all([
        findMember(database(), member.id),
        listSessions(database(), member.id, Date.now()),
      ]);
      return (
        <AccountSection
          memberId={member.id}
          hasPassword={row?.hasPassword ?? false}
          sessions={sessions.map(({ memberId: _memberId, ...session }) => ({
            ...session,
            isCurrent: session.id === member.sessionId,
          }))}
        />
      );
    }
    default:
      return section satisfies never;
  }
}
