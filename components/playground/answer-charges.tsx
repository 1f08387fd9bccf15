"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";
import { TableSkeleton } from "@/components/ui/skeleton";
import { TextLink } from "@/components/ui/text-link";
import { exactNumber, plural } from "@/lib/format/format";
import { toActionError } from "@/lib/gateway/unwrap";
import { routes } from "@/lib/url-state/routes";
import type { Charges } from "./charges";
import { ChargesTable } from "./charges-table";
import { chargesQuery } from "./queries";

/** What the call took from each limit, as far as the member may see. */
export function AnswerCharges({ requestId }: { requestId: string }) {
  const charges = useQuery(chargesQuery(requestId));
  if (charges.isPending) return <TableSkeleton rows={2} label="charges" />;
  if (charges.data) return <Told charges={charges.data} />;
  const error = toActionError(charges.error);
  if (error.code === "NOT_FOUND") {
    return (
      <Note>
        The gateway has no record of this call: it ended before the model had begun to answer, so
        nothing was charged.
      </Note>
    );
  }
  if (error.code === "FORBIDDEN") {
    return (
      <Note>The key is one of a group outside of what you manage, so its limits stay hidden.</Note>
    );
  }
  return (
    <div className="space-y-2">
      <FormError error={error} />
      <Button size="sm" pending={charges.isFetching} onClick={() => charges.refetch()}>
        Try again
      </Button>
    </div>
  );
}

function Told({ charges: { outcome, group, billed, charges } }: { charges: Charges }) {
  return (
    <div className="space-y-2">
      <Note>
        {group?.name ? (
          <>
            Group{" "}
            <TextLink href={routes.group(group.id)} isInText>
              {group.name}
            </TextLink>
            .{" "}
          </>
        ) : null}
        {billed
          ? `Billed ${plural(billed.prompt + billed.completion, "token")}: ${exactNumber(billed.prompt)} of the prompt, ${exactNumber(billed.completion)} of the answer${billed.isEstimated ? ", as this gateway counted them" : ""}. `
          : null}
        {meaning(outcome, charges.length)}
      </Note>
      {charges.length > 0 ? <ChargesTable charges={charges} /> : null}
    </div>
  );
}

function meaning(outcome: Charges["outcome"], limits: number): string {
  switch (outcome) {
    case "refused":
      return "A refused call takes nothing from any limit. They stood like this when it was refused:";
    case "upstream_error":
      return "The model failed, so nothing was billed and no token was taken; limits on requests counted the call.";
    case "aborted":
      return limits > 0
        ? "Stopped: the prompt counts, and what had been sent by then."
        : "Stopped: the prompt is billed, and what had been sent by then. No limit applies to this model.";
    case "completed":
      return limits > 0 ? "" : "No limit applies to this model: nothing was charged.";
    default:
      return outcome satisfies never;
  }
}

function Note({ children }: { children: ReactNode }) {
  return <p className="max-w-prose text-muted-foreground">{children}</p>;
}
