import { SearchX } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FormError } from "@/components/forms/form-error";
import { NamedRequests } from "@/components/requests/named-requests";
import { RequestForm } from "@/components/requests/request-form";
import { RequestView } from "@/components/requests/request-view";
import { EmptyState } from "@/components/ui/empty-state";
import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { type Member, requireMember } from "@/lib/auth/auth";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { findRequests } from "@/lib/requests/find-requests";
import { readRequest } from "@/lib/requests/read-request";
import { isRequestId, requestReferenceIn } from "@/lib/requests/request-reference";
import { parseRefusalView } from "@/lib/url-state/refusal-view";
import type { SearchParams } from "@/lib/url-state/search-params";
import { RefusalsSection } from "./refusals-section";

export const metadata: Metadata = { title: "Find a request" };

interface PageProps {
  searchParams: Promise<SearchParams>;
}

export default async function RequestsPage({ searchParams }: PageProps) {
  const member = await requireMember();
  const capabilities = await serverCapabilities();
  if (!offers(capabilities, "request_lookup")) notFound();
  const query = await searchParams;
  const id = query["id"];
  const reference = (typeof id === "string" && requestReferenceIn(id)) || "";
  return (
    <PageBody>
      <PageHeader
        title="Find a request"
        description="What a call was billed, or which limit refused it and why."
      />
      <RequestForm
        key={reference}
        reference={reference}
        isUnreadable={id !== undefined && id !== "" && reference === ""}
      >
        {reference === "" ? <HowToFind /> : <Finding reference={reference} member={member} />}
      </RequestForm>
      {reference === "" && offers(capabilities, "refusals") ? (
        <div className="mt-8">
          <RefusalsSection member={member} view={parseRefusalView(query)} />
        </div>
      ) : null}
    </PageBody>
  );
}

async function Finding({ reference, member }: { reference: string; member: Member }) {
  if (isRequestId(reference)) {
    const found = await readRequest(reference, member);
    if (found.ok) return <RequestView request={found.data} />;
    if (found.error.code !== "NOT_FOUND") return <FormError error={found.error} />;
  }
  // A gateway in front may name its calls as we do.
  const named = await findRequests(reference, member);
  if (!named.ok && named.error.code !== "NOT_FOUND") return <FormError error={named.error} />;
  const [only, ...others] = named.ok ? named.data.requests : [];
  if (named.ok && others.length > 0) return <NamedRequests {...named.data} />;
  const found = only && (await readRequest(only.id, member));
  if (found) {
    return found.ok ? <RequestView request={found.data} /> : <FormError error={found.error} />;
  }
  return (
    <EmptyState
      icon={SearchX}
      heading="h2"
      title="No record of this request"
      body="Refusals are kept for 7 days. Calls that failed before they were admitted (a wrong key, an unknown model, an unreadable body) leave no record; a call that is still being answered has none yet."
    />
  );
}

function HowToFind() {
  return (
    <p className="max-w-prose text-muted-foreground">
      Every answer of the gateway carries its id in the header <Code>x-request-id</Code>. The OpenAI
      SDKs have it as <Code>_request_id</Code> of an answer; of an error, Python's as{" "}
      <Code>request_id</Code> and JavaScript's as <Code>requestID</Code>. Paste it, or a log line
      that holds it. Calls whose caller sends an <Code>x-request-id</Code> of its own or a{" "}
      <Code>traceparent</Code> are found by those, too.
    </p>
  );
}

function Code({ children }: { children: string }) {
  return <code className="font-mono text-[13px] text-foreground">{children}</code>;
}
