import type { Metadata } from "next";
import { EndpointsPage } from "@/components/endpoints/endpoints-page";
import { loadEndpointsView } from "@/components/endpoints/load-endpoints-view";
import { FormError } from "@/components/forms/form-error";
import { PageHeader } from "@/components/ui/page-header";
import { requireMember } from "@/lib/auth/auth";
import { hasRole } from "@/lib/members/member";

export const metadata: Metadata = { title: "Endpoints" };

interface PageProps {
  searchParams: Promise<{ new?: string | string[]; slug?: string | string[] }>;
}

export default async function Page({ searchParams }: PageProps) {
  const member = await requireMember();
  const view = await loadEndpointsView(member);
  if (!view.ok) {
    return (
      <>
        <PageHeader title="Endpoints" />
        <FormError error={view.error} />
      </>
    );
  }
  const asked = await searchParams;
  return (
    <EndpointsPage
      initialView={view.data}
      canEdit={hasRole(member.role, "operator")}
      opensNew={asked.new === "1"}
      newSlug={typeof asked.slug === "string" ? asked.slug : ""}
    />
  );
}
