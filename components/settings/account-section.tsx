"use client";

import type { FormEvent } from "react";
import { Field } from "@/components/forms/field";
import { FormError } from "@/components/forms/form-error";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { changeOwnPasswordAction, revokeSessionAction } from "./members/member-actions";
import { SessionList } from "./members/session-list";
import { Section } from "./section";
import type { SessionView } from "./settings-view";

export interface AccountSectionProps {
  memberId: string;
  hasPassword: boolean;
  sessions: SessionView[];
}

export function AccountSection({ memberId, hasPassword, sessions }: AccountSectionProps) {
  const revoke = useAction(revokeSessionAction, { refreshes: true });
  return (
    <div className="max-w-140 space-y-10">
      <Section
        title="Password"
        description={
          hasPassword
            ? undefined
            : "You sign in with single sign-on and have no password here. An admin can give you one."
        }
      >
        {hasPassword ? <PasswordForm /> : null}
      </Section>
      <Section title="Your sessions" description="Where you are signed in.">
        <FormError error={revoke.error} className="mb-3" />
        <SessionList
          sessions={sessions}
          onRevoke={(sessionId) => revoke.run({ memberId, sessionId })}
        />
      </Section>
    </div>
  );
}

function PasswordForm() {
  const { run, pending, error, fieldError } = useAction(changeOwnPasswordAction, {
    refreshes: true,
    success: () => "Password changed. Your other sessions were ended.",
  });
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const changed = await run({
      currentPassword: fields.get("current"),
      newPassword: fields.get("new"),
    });
    if (changed !== undefined) form.reset();
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-4" noValidate>
      <Field label="Current password" error={fieldError("currentPassword", "Password")}>
        <Input name="current" type="password" autoComplete="current-password" />
      </Field>
      <Field
        label="New password"
        hint="At least 8 characters. Every other session of yours ends."
        error={fieldError("newPassword", "Password")}
      >
        <Input name="new" type="password" autoComplete="new-password" />
      </Field>
      {error && !error.details ? <FormError error={error} /> : null}
      <Button type="submit" variant="primary" pending={pending}>
        Change password
      </Button>
    </form>
  );
}
