import { SearchX } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RequestForm } from "@/components/requests/request-form";
import { RequestView } from "@/components/requests/request-view";
import { EmptyState } from "@/components/ui/empty-state";
import { FormError } from "@/components/ui/form-error";
import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { type Member, requireMember } from "@/lib/auth";
import { offers, serverCapabilities } from "@/lib/capabilities";
import { readRequest } from "@/lib/requests/read-request";
import { parseRefusalView } from "@/lib/requests/refusal-view";
import { requestIdIn } from "@/lib/requests/request-id";
import { RefusalsSection } from "./refusals-section";

export const metadata: Metadata = { title: "Find a request" };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function RequestsPage({ searchParams }: PageProps) {
  const member = await requireMember();
  const capabilities = await serverCapabilities();
  if (!offers(capabilities, "request_lookup")) notFound();
  const query = await searchParams;
  const id = query["id"];
  const requestId = (typeof id === "string" && requestIdIn(id)) || "";
  return (
    <PageBody>
      <PageHeader
        title="Find a request"
        description="What a call was billed, or which limit refused it and why."
      />
      <RequestForm
        key={requestId}
        requestId={requestId}
        isUnreadable={id !== undefined && id !== "" && requestId === ""}
      >
        {requestId === "" ? <HowToFind /> : <Finding requestId={requestId} member={member} />}
      </RequestForm>
      {requestId === "" && offers(capabilities, "refusals") ? (
        <div className="mt-8">
          <RefusalsSection member={member} view={parseRefusalView(query)} />
        </div>
      ) : null}
    </PageBody>
  );
}

async function Finding({ requestId, member }: { requestId: string; member: Member }) {
  const found = await readRequest(requestId, member);
  if (found.ok) return <RequestView request={found.data} />;
  if (found.error.code !== "NOT_FOUND") return <FormError error={found.error} />;
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
      that holds it.
    </p>
  );
}

function Code({ children }: { children: string }) {
  return <code className="font-mono text-[13px] text-foreground">{children}</code>;
}
