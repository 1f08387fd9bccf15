"use client";

import { FormProvider, useForm } from "react-hook-form";
import { ActionDialog } from "@/components/forms/action-dialog";
import { Field } from "@/components/forms/field";
import { useAction } from "@/components/forms/use-action";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { NativeSelect } from "@/components/ui/select";
import { regions } from "@/gateway/contracts/endpoint";
import { createEndpointAction } from "./actions";
import {
  checkCreate,
  type EndpointFormValues,
  emptyEndpointForm,
  toCreateBody,
} from "./endpoint-form-model";
import { toResolver } from "./endpoint-resolver";
import type { EndpointsView } from "./endpoints-view";
import { freeSlug } from "./free-slug";
import { endpointKeys } from "./queries";
import { DemoModelButton } from "./target/demo-model-button";
import { TargetFields, TextField } from "./target/target-fields";
import { FailedTestNote, TestConnection } from "./target/test-connection";
import { useConnectionTest } from "./target/use-connection-test";
import { useDemoSecret } from "./target/use-demo-secret";
import { useShownErrors } from "./use-shown-errors";

interface CreateEndpointDialogProps {
  view: EndpointsView;
  /** Filled in already, as for a dangling slug; may be empty. */
  slug: string;
  onClose: () => void;
}

const resolver = toResolver(checkCreate);

export function CreateEndpointDialog({ view, slug, onClose }: CreateEndpointDialogProps) {
  const form = useForm<EndpointFormValues>({
    resolver,
    defaultValues: {
      ...emptyEndpointForm,
      slug,
      provider: view.isHosted ? "BASETEN" : "OPENAI_COMPATIBLE",
    },
  });
  const demo = useDemoSecret();
  const test = useConnectionTest(form, demo.settle);
  const cancel = () => {
    demo.discard();
    onClose();
  };
  const createSettled = async (values: EndpointFormValues, submission?: string) => {
    const settled = await demo.settle(values);
    return settled.ok ? createEndpointAction(toCreateBody(settled.data), submission) : settled;
  };
  const create = useAction(createSettled, {
    queryKey: endpointKeys.all,
    isReadFirst: true,
    success: ({ slug }) =>
      view.isHosted ? `${slug} is created; it takes effect within 60 s` : `${slug} is live`,
    onDone: onClose,
  });
  const shownPaths = useShownErrors(create.error, form.setError);
  const prefix = view.slugPrefixes[0] ?? "acme";
  const taken = view.endpoints.map((endpoint) => endpoint.slug);
  return (
    <FormProvider {...form}>
      <ActionDialog
        isLong
        title="New endpoint"
        description={
          <>
            Customers send the slug as <code className="font-mono">model</code>; you decide what
            answers, and can change it without them noticing.
          </>
        }
        action={create}
        shownPaths={shownPaths}
        submitLabel="Create endpoint"
        footer={
          <>
            <FailedTestNote test={test} />
            <CopyAsCurl
              className="mr-auto"
              isShortOnPhone
              operation="createEndpoint"
              input={{ body: toCreateBody(form.watch()) }}
            />
          </>
        }
        onSubmit={form.handleSubmit((values) => void create.run(values))}
        onClose={cancel}
      >
        {view.demoBaseUrl ? (
          <DemoModelButton
            baseUrl={view.demoBaseUrl}
            slug={slug || freeSlug(`${prefix}/demo`, taken)}
            secrets={view.secrets}
          />
        ) : null}
        <TextField
          name="slug"
          label="Slug"
          isFirst
          placeholder={`${prefix}/glm-5.2`}
          hint={
            view.slugPrefixes.length > 0
              ? `Starts with ${view.slugPrefixes.map((each) => `${each}/`).join(" or ")}`
              : "Your organisation's prefix, a slash, a name"
          }
        />
        <TargetFields {...view} />
        {view.canTest ? <TestConnection test={test} /> : null}
        <Field
          label="Region"
          hint="Where requests may be processed."
          error={form.formState.errors.region?.message}
        >
          <NativeSelect {...form.register("region")}>
            {regions.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </NativeSelect>
        </Field>
      </ActionDialog>
    </FormProvider>
  );
}
