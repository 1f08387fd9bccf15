"use client";

import { CircleAlert } from "lucide-react";
import { signIn } from "next-auth/react";
import { type FormEvent, useRef, useState } from "react";
import { Field } from "@/components/forms/field";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { signInErrorMessage } from "@/lib/sign-in/sign-in-error";

export interface SignInFormProps {
  /** A path of this dashboard. */
  returnPath: string;
  singleSignOn: boolean;
  initialError: string | null;
}

export function SignInForm({ returnPath, singleSignOn, initialError }: SignInFormProps) {
  const [error, setError] = useState(initialError);
  const [pending, setPending] = useState<"password" | "oidc" | null>(null);
  const passwordField = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (pending) return;
    const form = new FormData(event.currentTarget);
    setPending("password");
    setError(null);
    // Rejects where nothing answered: then there is no answer, and the message below says so.
    const answer = await signIn("credentials", {
      email: form.get("email"),
      password: form.get("password"),
      redirect: false,
    }).catch(() => undefined);
    if (answer?.ok && !answer.error) {
      // A whole new page: nothing of a former member's session stays in memory.
      window.location.assign(returnPath);
      return;
    }
    setPending(null);
    setError(
      answer?.error
        ? signInErrorMessage(answer.error, Date.now())
        : "The dashboard did not answer. Check the connection and try again.",
    );
    passwordField.current?.select();
  };

  const startSingleSignOn = async () => {
    setPending("oidc");
    await signIn("oidc", { callbackUrl: returnPath });
  };

  return (
    <div className="space-y-4">
      {error ? (
        <p
          role="alert"
          className="flex gap-2 rounded-lg border border-danger/30 bg-danger-soft px-3 py-2 text-danger"
        >
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {error}
        </p>
      ) : null}
      <form onSubmit={submit} className="space-y-4" noValidate>
        <Field label="Email">
          <Input
            name="email"
            type="email"
            autoComplete="username"
            autoFocus
            required
            className="h-9"
          />
        </Field>
        <Field label="Password">
          <Input
            ref={passwordField}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            className="h-9"
          />
        </Field>
        <Button
          type="submit"
          variant="primary"
          pending={pending === "password"}
          className="h-9 w-full"
        >
          Sign in
        </Button>
      </form>
      {singleSignOn ? (
        <>
          <p className="flex items-center gap-3 text-muted-foreground text-xs before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border">
            or
          </p>
          <Button onClick={startSingleSignOn} pending={pending === "oidc"} className="h-9 w-full">
            Single sign-on
          </Button>
        </>
      ) : null}
    </div>
  );
}
