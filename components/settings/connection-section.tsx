import { Check, CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { FormError } from "@/components/forms/form-error";
import { CopyableId } from "@/components/ui/copyable-id";
import { RetryButton } from "@/components/ui/retry-button";
import type { GatewayConnection } from "@/lib/gateway/capabilities";
import { capabilityText, listedCapabilities } from "./capability-text";
import { Section } from "./section";

export interface ConnectionSectionProps {
  connection: GatewayConnection;
  apiUrl: string;
  inferenceUrl: string;
}

/** Everything here is set by environment variables; the page says what they came to. */
export function ConnectionSection({ connection, apiUrl, inferenceUrl }: ConnectionSectionProps) {
  const { capabilities } = connection;
  return (
    <Section
      title="Connection"
      description="Which server this dashboard administers, and what that server can do."
      action={connection.state === "failed" ? <RetryButton /> : null}
    >
      {connection.state === "failed" ? (
        <FormError error={connection.error} className="mb-4" />
      ) : null}
      <dl className="divide-y divide-border rounded-lg border border-border bg-surface">
        <Row name="Server" setting="GATEWAY_API_URL">
          <CopyableId id={apiUrl} what="server address" />
        </Row>
        <Row name="Reachable">
          {connection.state === "failed" ? (
            <State ok={false}>No</State>
          ) : (
            <State ok>
              Yes
              {capabilities ? (
                <span className="text-muted-foreground">
                  , {capabilities.server} {capabilities.version}
                </span>
              ) : null}
            </State>
          )}
        </Row>
        <Row name="Base URL for customers" setting="GATEWAY_INFERENCE_URL">
          <CopyableId id={inferenceUrl} what="base URL" />
        </Row>
        {capabilities ? (
          <>
            <Row name="Workspace">{capabilities.workspace.name}</Row>
            <Row name="Key scope">
              {capabilities.workspace.scope === "view"
                ? "View: changes will be refused"
                : "Management"}
            </Row>
            <Row name="Slug prefixes" setting="GATEWAY_SLUG_PREFIXES">
              <span className="flex flex-wrap gap-1.5 md:justify-end">
                {capabilities.workspace.slug_prefixes.map((prefix) => (
                  <code key={prefix} className="rounded-sm bg-muted px-1.5 font-mono text-[13px]">
                    {prefix}/
                  </code>
                ))}
              </span>
            </Row>
            <Row name="Registration public key" setting="GATEWAY_REGISTRATION_PUBLIC_KEY">
              {capabilities.workspace.has_registration_public_key
                ? "On file: customers' own keys can be registered"
                : "Not set: customers' own keys can't be registered"}
            </Row>
          </>
        ) : null}
        <div className="px-3 py-2.5">
          <dt>Beyond the documented API</dt>
          <dd className="mt-1.5">
            {capabilities ? (
              <ul className="grid gap-x-6 gap-y-1 text-muted-foreground sm:grid-cols-2">
                {listedCapabilities(capabilities.capabilities).map((name) => (
                  <li key={name} className="flex gap-2">
                    <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
                    {capabilityText(name)}
                  </li>
                ))}
              </ul>
            ) : connection.state === "basic" ? (
              "Nothing. What would need more is hidden."
            ) : (
              <span className="text-muted-foreground">Not known while the server is away</span>
            )}
          </dd>
        </div>
      </dl>
    </Section>
  );
}

function Row({ name, setting, children }: { name: string; setting?: string; children: ReactNode }) {
  return (
    <div className="flex min-h-12 flex-col justify-between gap-x-8 gap-y-1 px-3 py-2.5 md:flex-row md:items-center">
      <dt className="shrink-0">
        {name}
        {setting ? (
          <code className="block font-mono text-2xs text-muted-foreground">{setting}</code>
        ) : null}
      </dt>
      <dd className="min-w-0 md:text-right">{children}</dd>
    </div>
  );
}

function State({ ok, children }: { ok: boolean; children: ReactNode }) {
  const Icon = ok ? CircleCheck : CircleX;
  return (
    <span className={`inline-flex items-center gap-1.5 ${ok ? "text-ok" : "text-danger"}`}>
      <Icon aria-hidden className="size-4" />
      <span>{children}</span>
    </span>
  );
}
