"use client";

import { Webhook } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { receiverCommand } from "./reveal-secret-dialog";

export interface NoWebhookProps {
  canManage: boolean;
  onSetUp: () => void;
}

/** What a webhook is, and the way to one. */
export function NoWebhook({ canManage, onSetUp }: NoWebhookProps) {
  return (
    <div className="space-y-6">
      <EmptyState
        icon={Webhook}
        heading="h2"
        title="No webhook yet"
        body="A webhook sends every billing event to one address of yours seconds after its call: signed, tried again while your receiver is down, and kept as a dead letter when it stays down."
        action={
          canManage ? (
            <Button variant="primary" onClick={onSetUp}>
              Set up webhook
            </Button>
          ) : (
            <p className="text-muted-foreground">An admin can set one up.</p>
          )
        }
      />
      <section aria-labelledby="how-to-receive">
        <h2 id="how-to-receive" className="mb-3 font-medium">
          From here to your first event
        </h2>
        <ol className="divide-y divide-border rounded-lg border border-border bg-surface">
          <Step number={1} title="Set the address of your receiver">
            The secret that signs your deliveries is shown once, right after.
          </Step>
          <Step number={2} title="Start the receiver with that secret">
            <p>
              Take the example below, which verifies signatures and takes no event twice, or write
              one: <Code>docs/webhooks.md</Code>, which comes with Headgate, says what it has to do.
            </p>
            <CodeBlock
              className="mt-2 text-foreground"
              what="receiver command"
              code={receiverCommand("whsec_…").trimEnd()}
            />
          </Step>
          <Step number={3} title="Send a test event">
            It has no billing events in it, and shows here what your receiver answered.
          </Step>
        </ol>
      </section>
    </div>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <li className="flex gap-3 p-4">
      <span
        aria-hidden
        className="flex size-5 shrink-0 items-center justify-center rounded-full bg-muted font-mono text-muted-foreground text-xs"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className="font-medium">{title}</h3>
        <div className="mt-0.5 max-w-prose text-muted-foreground">{children}</div>
      </div>
    </li>
  );
}

function Code({ children }: { children: ReactNode }) {
  return <code className="font-mono text-[13px]">{children}</code>;
}
