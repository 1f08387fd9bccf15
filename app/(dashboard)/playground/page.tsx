import type { Metadata } from "next";
import { Playground } from "@/components/playground/playground";
import { tellsCharges } from "@/components/playground/read-charges";
import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { requireMember } from "@/lib/auth/auth";
import { env } from "@/lib/env";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { readKnownSlugs } from "@/lib/slugs/known-slugs";

export const metadata: Metadata = { title: "Playground" };

export default async function PlaygroundPage() {
  const member = await requireMember();
  const [slugs, hasCharges, capabilities] = await Promise.all([
    readKnownSlugs(member),
    tellsCharges(),
    serverCapabilities(),
  ]);
  return (
    <PageBody className="pb-0 md:pb-0">
      <PageHeader
        title="Playground"
        description="A call as a customer makes it, and what it costs them."
      />
      <Playground
        slugs={slugs.ok ? slugs.data : null}
        baseUrl={env().gatewayInferenceUrl}
        hasRequests={offers(capabilities, "request_lookup")}
        hasCharges={hasCharges}
      />
    </PageBody>
  );
}
