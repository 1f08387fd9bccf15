import { Webhook } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { RetryButton } from "@/components/ui/retry-button";
import { readDeliveries, readWebhookSettings } from "@/components/webhooks/read-webhooks";
import { WebhooksPage } from "@/components/webhooks/webhooks-page";
import { requireMember } from "@/lib/auth/auth";
import { serverCapabilities } from "@/lib/gateway/capabilities";
import type { ActionError } from "@/lib/gateway/result";
import { hasRole } from "@/lib/members/member";
import { routes } from "@/lib/url-state/routes";
import type { SearchParams } from "@/lib/url-state/search-params";
import { parseWebhookView } from "@/lib/url-state/webhook-view";

export const metadata: Metadata = { title: "Webhooks" };

interface PageProps {
  searchParams: Promise<SearchParams>;
}

export default async function Page({ searchParams }: PageProps) {
  const member = await requireMember();
  const { status } = parseWebhookView(await searchParams);
  const [settings, deliveries, capabilities] = await Promise.all([
    readWebhookSettings(member),
    readDeliveries(member, { status, cursor: null }),
    serverCapabilities(),
  ]);
  if (!settings.ok) {
    return settings.error.code === "NOT_FOUND" ? (
      <NoWebhooks />
    ) : (
      <Problem error={settings.error} />
    );
  }
  return (
    <PageBody>
      <WebhooksPage
        initialSettings={settings.data}
        first={deliveries.ok ? { status, page: deliveries.data } : null}
        canOperate={hasRole(member.role, "operator")}
        canManage={hasRole(member.role, "admin")}
        isHttpAllowed={capabilities?.insecure_upstreams_allowed}
      />
    </PageBody>
  );
}

function Problem({ error }: { error: ActionError }) {
  return (
    <PageBody>
      <PageHeader title="Webhooks" />
      <FormError error={error} className="mb-3" />
      {error.code === "FORBIDDEN" ? null : <RetryButton />}
    </PageBody>
  );
}

function NoWebhooks() {
  return (
    <PageBody>
      <EmptyState
        icon={Webhook}
        heading="h1"
        title="This server has no webhooks to set up"
        body="Its billing events are pulled instead, page by page: GET /v1/gateway/events."
        action={
          <Button asChild>
            <Link href={routes.overview}>Overview</Link>
          </Button>
        }
      />
    </PageBody>
  );
}
