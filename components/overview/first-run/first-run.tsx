"use client";

import Link from "next/link";
import { useCurl } from "@/components/shared/use-curl";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { routes } from "@/lib/url-state/routes";
import type { SetupState } from "../overview-state";
import { firstRunFacts } from "./first-run-facts";
import { type Step, StepList } from "./step-list";

const createEndpointBody = {
  slug: "acme/glm-5.2",
  targets: [
    {
      provider: "OPENAI_COMPATIBLE",
      base_url: "https://models.example.com",
      secret_id: "sec_…",
      target_model: "glm-5.2",
    },
  ],
};

export interface FirstRunProps {
  firstRun: SetupState["firstRun"];
  /** Where customers call. */
  inferenceUrl: string;
  canEdit: boolean;
}

/** The quickstart as four steps that tick themselves off. */
export function FirstRun({ firstRun, inferenceUrl, canEdit }: FirstRunProps) {
  const { endpointSlug, group, keyPrefix, called } = firstRun;
  const toCommand = useCurl();
  const facts = firstRunFacts(firstRun);
  const slug = endpointSlug ?? "acme/glm-5.2";
  const groupId = group?.id ?? "grp_…";
  const steps: Step[] = [
    {
      title: "Publish a model",
      done: endpointSlug !== null,
      result: (
        <>
          <Code>{endpointSlug}</Code> {facts.published}
        </>
      ),
      body: (
        <StepBody
          text="An endpoint gives a model a slug, the name your customers call. What is behind it can change at any time."
          action={canEdit ? { label: "New endpoint", href: `${routes.endpoints}?new=1` } : null}
          curl={toCommand("createEndpoint", { body: createEndpointBody })}
        />
      ),
    },
    {
      title: "Add a customer",
      done: group !== null,
      result: group ? (
        <>
          <Link href={routes.group(group.id)} className="text-accent underline underline-offset-4">
            {group.label}
          </Link>{" "}
          {facts.group}
        </>
      ) : null,
      body: (
        <StepBody
          text="A group is a customer, a team or a plan: which slugs it may call, and how much."
          action={canEdit ? { label: "New group", href: `${routes.groups}?new=1` } : null}
          curl={toCommand("createGroup", {
            body: {
              metadata: { external_entity_id: "cust_42", name: "Acme Corp" },
              models: [
                {
                  slug,
                  rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold: 1_000_000 }],
                },
              ],
              hierarchy: { parent_group_id: null, limit_enforcement: "INDEPENDENT" },
            },
          })}
        />
      ),
    },
    {
      title: "Hand over a key",
      done: keyPrefix !== null,
      result: (
        <>
          <Code>{keyPrefix}</Code> {facts.key}
        </>
      ),
      body: (
        <StepBody
          text="A key belongs to one group and is shown once. The customer puts it where an OpenAI key would go."
          action={
            canEdit && group
              ? { label: "Mint key", href: `${routes.group(group.id, "keys")}&mint=1` }
              : null
          }
          curl={toCommand("mintKey", {
            params: { group_id: groupId },
            body: { name: "production" },
          })}
        />
      ),
    },
    {
      title: "Make the first call",
      done: called === true,
      result: "The first answer arrived",
      body: (
        <>
          <p className="max-w-prose text-muted-foreground">
            Any OpenAI SDK works with the base URL <Code>{inferenceUrl}</Code>, the key and the
            slug. This page notices the first call.
          </p>
          <CodeBlock what="curl command" code={inferenceCurl(inferenceUrl, slug)} />
          <p className="max-w-prose text-muted-foreground">
            Or paste the key into the{" "}
            <Link href={routes.playground} className="text-accent underline underline-offset-4">
              Playground
            </Link>{" "}
            and call from here.
          </p>
        </>
      ),
    },
  ];
  return <StepList steps={steps} />;
}

interface StepBodyProps {
  text: string;
  action: { label: string; href: string } | null;
  curl: string;
}

function StepBody({ text, action, curl }: StepBodyProps) {
  return (
    <>
      <p className="max-w-prose text-muted-foreground">{text}</p>
      {action ? (
        <Button variant="primary" asChild>
          <Link href={action.href}>{action.label}</Link>
        </Button>
      ) : (
        <p className="text-muted-foreground">An operator or admin can do this.</p>
      )}
      <details>
        <summary className="w-fit rounded-sm text-muted-foreground text-xs hover:text-foreground">
          The same with curl
        </summary>
        <CodeBlock className="mt-2" what="curl command" code={curl} />
      </details>
    </>
  );
}

function Code({ children }: { children: React.ReactNode }) {
  return <code className="font-mono text-[13px] text-foreground">{children}</code>;
}

function inferenceCurl(inferenceUrl: string, slug: string): string {
  const body = { model: slug, messages: [{ role: "user", content: "Hello" }] };
  return [
    `curl '${inferenceUrl}/chat/completions'`,
    `-H "Authorization: Bearer $API_KEY"`,
    `-H 'Content-Type: application/json'`,
    `-d '${JSON.stringify(body)}'`,
  ].join(" \\\n  ");
}
