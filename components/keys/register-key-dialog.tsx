"use client";

import { useState } from "react";
import { ActionDialog } from "@/components/forms/action-dialog";
import { Field } from "@/components/forms/field";
import { useAction } from "@/components/forms/use-action";
import { controlClasses, Input } from "@/components/ui/input";
import { cn } from "@/lib/format/class-names";
import { registerKeyAction } from "./actions";
import { KeyMeter } from "./key-meter";
import { keyProblem, registrationBody } from "./key-strength";
import { PastedSignature } from "./pasted-signature";
import { SigningError, signRegistration } from "./sign-registration";

export interface RegisterKeyDialogProps {
  groupId: string;
  /** False: the server is known to have no public key on file, so it will refuse. */
  hasPublicKey: boolean;
  onClose(): void;
  onRegistered(): void;
}

type Means = "file" | "signature";

/** A customer's own key, vouched for by a signature of the workspace's private key. */
export function RegisterKeyDialog(props: RegisterKeyDialogProps) {
  const { groupId, hasPublicKey, onClose, onRegistered } = props;
  const [key, setKey] = useState("");
  const [name, setName] = useState("");
  const [means, setMeans] = useState<Means>("file");
  const [pem, setPem] = useState<{ file: string; text: string } | null>(null);
  const [signature, setSignature] = useState("");
  const [fileError, setFileError] = useState<string | null>(null);
  const [isSigning, setSigning] = useState(false);
  const register = useAction(registerKeyAction, {
    success: () => "Key registered",
    onDone: onRegistered,
  });
  const body = registrationBody(key, name);
  const isReady =
    hasPublicKey && body !== null && (means === "file" ? pem !== null : signature.trim() !== "");

  const submit = async () => {
    if (!body || isSigning) return;
    setFileError(null);
    setSigning(true);
    try {
      const signed = means === "file" && pem ? await signRegistration(body, pem.text) : signature;
      await register.run({ groupId, rawBody: body, signature: signed });
    } catch (cause) {
      if (!(cause instanceof SigningError)) throw cause;
      setFileError(cause.message);
    } finally {
      setSigning(false);
    }
  };

  return (
    <ActionDialog
      size="lg"
      isLong
      title="Register a customer's own key"
      description="A key that the customer has already. We keep only a hash of it; its first 16 characters become its prefix."
      action={register}
      submitLabel="Register key"
      isReady={isReady}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {hasPublicKey ? null : (
        <p className="rounded-lg bg-warn-soft px-3 py-2 text-warn">
          This workspace has no public key on file yet, so nothing can be registered. Set{" "}
          <code className="font-mono text-[13px]">GATEWAY_REGISTRATION_PUBLIC_KEY</code> where the
          gateway runs; Settings, Connection shows whether it took.
        </p>
      )}
      <Field label="Key" error={keyProblem(key)}>
        <Input
          value={key}
          onChange={(event) => setKey(event.target.value.trim())}
          autoFocus
          className="font-mono [-webkit-text-security:disc]"
        />
      </Field>
      <KeyMeter value={key} />
      <Field label="Key name" optional>
        <Input value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <fieldset className="space-y-3">
        <legend className="mb-1.5 font-medium text-sm">Signature</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-1">
          <Choice means="file" current={means} onChoose={setMeans}>
            Sign here with a private key file
          </Choice>
          <Choice means="signature" current={means} onChoose={setMeans}>
            Paste a signature
          </Choice>
        </div>
        {means === "file" ? (
          <Field
            label="Private key file"
            hint="Ed25519, PKCS #8, PEM. It is read and used in this browser and sent nowhere."
            error={fileError}
          >
            <input
              type="file"
              accept=".pem,.key,application/x-pem-file"
              onChange={async (event) => {
                const file = event.target.files?.[0];
                setFileError(null);
                setPem(file ? { file: file.name, text: await file.text() } : null);
              }}
              className={cn(
                controlClasses,
                "h-9 py-1 file:mr-3 file:h-6 file:rounded-md file:border-0 file:bg-muted file:px-2 file:text-xs",
              )}
            />
          </Field>
        ) : (
          <PastedSignature body={body} value={signature} onChange={setSignature} />
        )}
      </fieldset>
    </ActionDialog>
  );
}

interface ChoiceProps {
  means: Means;
  current: Means;
  onChoose(means: Means): void;
  children: string;
}

function Choice({ means, current, onChoose, children }: ChoiceProps) {
  return (
    <label className="flex cursor-pointer items-center gap-2">
      <input
        type="radio"
        name="means"
        checked={means === current}
        onChange={() => onChoose(means)}
        className="size-4 accent-foreground"
      />
      {children}
    </label>
  );
}
