"use client";

import { Sparkles } from "lucide-react";
import { useFormContext } from "react-hook-form";
import { Button } from "@/components/ui/button";
import type { Secret } from "@/gateway/contracts/secret";
import { type EndpointFormValues, emptyEndpointForm } from "../endpoint-form-model";
import { demoSecret, unsavedDemoSecretId } from "./demo-secret";

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
  const fill = () => {
    const made = secrets?.find(({ name }) => name === demoSecret.name);
    reset(
      {
        ...emptyEndpointForm,
        slug: getValues("slug") || slug,
        provider: "OPENAI_COMPATIBLE",
        base_url: baseUrl,
        target_model: demoModel,
        secret_id: made?.id ?? unsavedDemoSecretId,
      },
      { keepDefaultValues: true },
    );
  };
  return (
    <Button size="sm" onClick={fill}>
      <Sparkles aria-hidden />
      Use the bundled demo model
    </Button>
  );
}
