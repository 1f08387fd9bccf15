"use client";

import { type RefObject, useEffect, useRef } from "react";
import { Combobox } from "@/components/forms/combobox";
import { Field } from "@/components/forms/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { ChatSettings } from "./conversation";
import { Section } from "./section";

/** What is wrong with the fields, by the paths of the request's schema. */
export type FieldErrors = Partial<Record<string, string>>;

export interface SettingsCardProps {
  settings: ChatSettings;
  onChange(change: Partial<ChatSettings>): void;
  /** null = the list could not be read. */
  slugs: readonly string[] | null;
  /** The key stays in its field: it is read from there when a call is made, and kept nowhere. */
  keyField: RefObject<HTMLInputElement | null>;
  onKeyChange(): void;
  errors: FieldErrors;
  baseUrl: string;
}

export function SettingsCard(props: SettingsCardProps) {
  const { settings, onChange, slugs, keyField, onKeyChange, errors, baseUrl } = props;
  return (
    <section
      aria-label="Call"
      className="space-y-4 self-start rounded-lg border border-border bg-surface p-4 lg:sticky lg:top-20 lg:order-last"
    >
      <Field
        label="Model slug"
        error={errors["request.model"]}
        hint={slugs === null ? "The list of slugs could not be read: type one." : undefined}
      >
        <Combobox
          value={settings.slug}
          onValueChange={(slug) => onChange({ slug })}
          options={slugs ?? []}
          optionsLabel="Slugs"
          emptyText="No endpoint of this name: sent as typed"
          placeholder="acme/model"
        />
      </Field>
      <Field
        label="API key"
        error={errors["apiKey"]}
        hint="Of a group that may call it. Stays in this field until you leave the page; stored nowhere."
      >
        <KeyInput keyField={keyField} onKeyChange={onKeyChange} />
      </Field>
      <Parameters settings={settings} onChange={onChange} errors={errors} />
      <p className="break-words border-border border-t pt-3 text-muted-foreground text-xs">
        Sent by the dashboard to
        <span className="block break-all font-mono">{baseUrl}</span>
      </p>
    </section>
  );
}

interface KeyInputProps extends Pick<SettingsCardProps, "keyField" | "onKeyChange"> {
  /** Set by <Field>. */
  id?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean | undefined;
}

/** Not controlled: React would keep the value, and write it into the document as an attribute. */
function KeyInput({ keyField, onKeyChange, ...control }: KeyInputProps) {
  return (
    <Input
      {...control}
      ref={keyField}
      type="password"
      autoComplete="off"
      // Password managers that take no notice of that.
      data-1p-ignore
      data-lpignore="true"
      data-bwignore
      onChange={onKeyChange}
      className="font-mono text-[13px]"
    />
  );
}

type ParametersProps = Pick<SettingsCardProps, "settings" | "onChange" | "errors">;

function Parameters({ settings, onChange, errors }: ParametersProps) {
  const temperatureError = errors["request.temperature"];
  const maxTokensError = errors["request.max_tokens"];
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // An error behind a closed fold would be none.
    const fold = frame.current?.querySelector("details");
    if (fold && (temperatureError || maxTokensError)) fold.open = true;
  }, [temperatureError, maxTokensError]);
  return (
    <div ref={frame}>
      <Section title="Parameters">
        <div className="space-y-4">
          <Field label="System prompt" optional>
            <Textarea
              rows={3}
              value={settings.systemPrompt}
              onChange={(event) => onChange({ systemPrompt: event.target.value })}
            />
          </Field>
          <div className="grid grid-cols-2 items-start gap-3">
            <Field label="Temperature" optional error={temperatureError}>
              <Input
                inputMode="decimal"
                placeholder="model's own"
                value={settings.temperature}
                onChange={(event) => onChange({ temperature: event.target.value })}
              />
            </Field>
            <Field label="Max tokens" optional error={maxTokensError}>
              <Input
                inputMode="numeric"
                placeholder="model's own"
                value={settings.maxTokens}
                onChange={(event) => onChange({ maxTokens: event.target.value })}
              />
            </Field>
          </div>
        </div>
      </Section>
    </div>
  );
}
