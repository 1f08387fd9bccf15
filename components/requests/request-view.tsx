import { CopyAsCurl } from "@/components/shared/curl-button";
import { Fact } from "@/components/shared/fact";
import { Badge } from "@/components/ui/badge";
import { CopyableId } from "@/components/ui/copyable-id";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { spreadJson } from "@/lib/format/spread-json";
import type { FoundRequest } from "@/lib/requests/read-request";
import { routes } from "@/lib/url-state/routes";
import { describeFailure } from "./describe-failure";
import { EventDetails } from "./event-details";
import { outcomes } from "./outcomes";
import { RefusalDetails } from "./refusal-details";

export function RequestView({ request }: { request: FoundRequest }) {
  const { title, tone, word } = outcomes[request.outcome];
  const caller = request.groups.at(-1);
  return (
    <article aria-label={`Request ${request.request_id}`} className="space-y-5">
      <div className="rounded-lg border border-border bg-surface p-4">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="font-medium text-lg">{title}</h2>
          <Badge tone={tone}>{word}</Badge>
          <CopyAsCurl
            className="ml-auto"
            isShortOnPhone
            operation="readRequest"
            input={{ params: { request_id: request.request_id } }}
          />
        </div>
        <dl className="mt-3 grid gap-x-6 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
          <Fact name="Request">
            <CopyableId id={request.request_id} what="request id" />
          </Fact>
          <Fact name={request.outcome === "refused" ? "Refused" : "Admitted"}>
            <RelativeTime iso={request.at} />
          </Fact>
          <Fact name="Group">
            {caller ? <TextLink href={routes.group(caller.id)}>{caller.name}</TextLink> : "—"}
          </Fact>
          <Fact name="Model">
            <span className="break-all font-mono text-[13px]">{request.model_slug}</span>
          </Fact>
          <Fact name="Key">
            <CallingKey request={request} />
          </Fact>
          {request.event ? (
            <Fact name="Billing event">
              <CopyableId id={request.event.idempotencyKey} what="idempotency key" />
            </Fact>
          ) : null}
          {request.client_request_id ? (
            <Fact name="Caller's id">
              <CopyableId id={request.client_request_id} what="caller's id" />
            </Fact>
          ) : null}
          {request.trace_id ? (
            <Fact name="Trace">
              <CopyableId id={request.trace_id} what="trace id" />
            </Fact>
          ) : null}
        </dl>
      </div>
      {request.event ? <EventDetails event={request.event} outcome={request.outcome} /> : null}
      {request.refusal ? (
        <RefusalDetails refusal={request.refusal} groups={request.groups} />
      ) : null}
      {request.outcome === "upstream_error" ? (
        <div className="max-w-prose space-y-3">
          <p className="font-medium">{describeFailure(request.failure)}</p>
          {request.failure?.said ? <Said text={request.failure.said} /> : null}
          <p className="text-muted-foreground">
            The request was admitted. It is not billed and its tokens were given back; limits on the
            number of requests counted it.
          </p>
        </div>
      ) : null}
    </article>
  );
}

/** What the upstream said, as it is: whoever runs it knows what it means. */
function Said({ text }: { text: string }) {
  return (
    <figure className="space-y-1.5">
      <figcaption className="text-muted-foreground">It said:</figcaption>
      <pre className="max-h-96 overflow-auto whitespace-pre-wrap break-words rounded-md border bg-muted p-3 font-mono text-[13px]">
        {spreadJson(text)}
      </pre>
    </figure>
  );
}

/** By name where it has one: the prefix alone tells a customer nothing. */
function CallingKey({ request: { api_key_prefix: prefix, key } }: { request: FoundRequest }) {
  return (
    <>
      {key?.name || key?.is_revoked ? (
        <span className="flex min-w-0 items-center gap-2">
          {key.name ? (
            <span className="truncate" title={key.name}>
              {key.name}
            </span>
          ) : null}
          {key.is_revoked ? <Badge tone="danger">revoked</Badge> : null}
        </span>
      ) : null}
      <CopyableId id={prefix} what="key prefix" />
    </>
  );
}
