"use client";

import { Sparkles } from "lucide-react";
import { useFormContext } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import type { Secret } from "@/gateway/contracts/secret";
import { saveEndpointSecretAction } from "./actions";
import { type EndpointFormValues, emptyEndpointForm } from "./endpoint-form-model";
import { useEndpointMutation } from "./use-endpoint-mutation";

/** The demo model checks no key, but every OPENAI_COMPATIBLE target names a secret. */
const demoSecret = { name: "demo-model", value: "the-demo-model-checks-no-key" };
const demoModel = "headgate-demo";

interface DemoModelButtonProps {
  baseUrl: string;
  /** Filled in where the form has none yet. */
  slug: string;
  secrets: Secret[] | null;
}

/** Fills the form with the model that the quickstart runs, so it works without a provider. */
export function DemoModelButton({ baseUrl, slug, secrets }: DemoModelButtonProps) {
  const { reset, getValues } = useFormContext<EndpointFormValues>();
  const fill = (secret: Secret) =>
    reset(
      {
        ...emptyEndpointForm,
        slug: getValues("slug") || slug,
        provider: "OPENAI_COMPATIBLE",
        base_url: baseUrl,
        target_model: demoModel,
        secret_id: secret.id,
      },
      { keepDefaultValues: true },
    );
  const save = useEndpointMutation({ action: saveEndpointSecretAction, onDone: fill });
  const start = () => {
    const made = secrets?.find(({ name }) => name === demoSecret.name);
    if (made) fill(made);
    else save.run(demoSecret);
  };
  return (
    <div className="space-y-2">
      <Button size="sm" pending={save.isPending} onClick={start}>
        <Sparkles aria-hidden />
        Use the bundled demo model
      </Button>
      <FormError error={save.error} />
    </div>
  );
}
