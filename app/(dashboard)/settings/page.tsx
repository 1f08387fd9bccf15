import type { Metadata } from "next";
import { SettingsNav } from "@/components/settings/settings-nav";
import { SettingsSectionBody } from "@/components/settings/settings-section-body";
import { settingsSections } from "@/components/settings/settings-sections";
import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { requireMember } from "@/lib/auth/auth";
import { gatewayConnection } from "@/lib/gateway/capabilities";

export const metadata: Metadata = { title: "Settings" };

interface PageProps {
  searchParams: Promise<{ section?: string | string[] }>;
}

export default async function SettingsPage({ searchParams }: PageProps) {
  const member = await requireMember();
  const connection = await gatewayConnection();
  const sections = settingsSections(member);
  const asked = (await searchParams).section;
  const current = sections.find(({ id }) => id === asked)?.id ?? sections[0]?.id ?? "account";
  return (
    <PageBody>
      <PageHeader title="Settings" />
      <SettingsNav sections={sections} current={current} />
      <SettingsSectionBody section={current} member={member} connection={connection} />
    </PageBody>
  );
}
