"use client";

import { ArrowRight } from "lucide-react";
import { FormProvider, useForm } from "react-hook-form";
import { ActionDialog } from "@/components/forms/action-dialog";
import { useAction } from "@/components/forms/use-action";
import { CopyAsCurl } from "@/components/shared/curl-button";
import type { Endpoint } from "@/gateway/contracts/endpoint";
import { repointEndpointAction } from "./actions";
import {
  checkRepoint,
  type EndpointFormValues,
  toForm,
  toRepointBody,
} from "./endpoint-form-model";
import { toResolver } from "./endpoint-resolver";
import type { EndpointsView } from "./endpoints-view";
import { groupsSentence } from "./groups-sentence";
import { endpointKeys } from "./queries";
import { describeTarget } from "./target/describe-target";
import { TargetFields } from "./target/target-fields";
import { FailedTestNote, TestConnection } from "./target/test-connection";
import { useConnectionTest } from "./target/use-connection-test";
import { useShownErrors } from "./use-shown-errors";

interface RepointDialogProps {
  view: EndpointsView;
  endpoint: Endpoint;
  onClose: () => void;
}

const resolver = toResolver(checkRepoint);

/** Another target behind the same slug; the whole target is replaced. */
export function RepointDialog({ view, endpoint, onClose }: RepointDialogProps) {
  const form = useForm<EndpointFormValues>({ resolver, defaultValues: toForm(endpoint) });
  const repoint = useAction(repointEndpointAction, {
    queryKey: endpointKeys.all,
    isReadFirst: true,
    success: (changed) =>
      view.isHosted
        ? `${changed.slug} is re-pointed; it takes effect within 60 s`
        : `${changed.slug} is re-pointed`,
    onDone: onClose,
  });
  const test = useConnectionTest(form);
  const shownPaths = useShownErrors(repoint.error, form.setError);
  const checked = checkRepoint(form.watch());
  const from = describeTarget(endpoint.targets[0]);
  const to = checked.ok ? describeTarget(checked.body.targets[0]) : null;
  return (
    <FormProvider {...form}>
      <ActionDialog
        isLong
        title={`Re-point ${endpoint.slug}`}
        description={`${groupsSentence(endpoint.group_count)} ${view.isHosted ? "Takes effect within 60 s." : "Takes effect at once."}`}
        action={repoint}
        shownPaths={shownPaths}
        submitLabel="Re-point endpoint"
        footer={
          <>
            <FailedTestNote test={test} />
            <CopyAsCurl
              className="mr-auto"
              isShortOnPhone
              operation="updateEndpoint"
              input={{ params: { endpoint_id: endpoint.id }, body: toRepointBody(form.watch()) }}
            />
          </>
        }
        onSubmit={form.handleSubmit((values) => {
          void repoint.run({ id: endpoint.id, ...toRepointBody(values), seen: endpoint });
        })}
        onClose={onClose}
      >
        <TargetFields {...view} />
        {view.canTest ? <TestConnection test={test} /> : null}
        <dl className="grid grid-cols-[1rem_1fr] items-start gap-x-2 gap-y-1 rounded-lg bg-muted p-3 font-mono text-xs">
          <dt>
            <span className="sr-only">From</span>
          </dt>
          <dd className="wrap-anywhere text-muted-foreground">{from}</dd>
          <dt>
            <ArrowRight aria-hidden className="size-4" />
            <span className="sr-only">To</span>
          </dt>
          <dd className="wrap-anywhere">
            {to === null ? "fill in the fields above" : to === from ? "no change yet" : to}
          </dd>
        </dl>
      </ActionDialog>
    </FormProvider>
  );
}
