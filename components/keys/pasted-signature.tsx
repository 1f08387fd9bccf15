import { Field } from "@/components/forms/field";
import { CopyButton } from "@/components/ui/copy-button";
import { Textarea } from "@/components/ui/textarea";

export interface PastedSignatureProps {
  body: string | null;
  value: string;
  onChange(value: string): void;
}

const command = "openssl pkeyutl -sign -rawin -inkey private.pem -in body.json | base64 -w0";

/** The body is signed byte by byte, so it is handed out exactly as it will be sent. */
export function PastedSignature({ body, value, onChange }: PastedSignatureProps) {
  return (
    <div className="space-y-3">
      <div className="space-y-1.5 text-muted-foreground text-xs">
        <p>
          Save the body as <code className="font-mono">body.json</code>, exactly as it is and
          without a line break at its end, then sign it:
        </p>
        <code className="block overflow-x-auto rounded-md bg-muted px-2 py-1.5 font-mono">
          {command}
        </code>
        <div className="flex flex-wrap gap-2">
          <CopyButton size="sm" label="Copy body" value={body ?? ""} disabled={body === null} />
          <CopyButton size="sm" label="Copy command" value={command} />
        </div>
      </div>
      <Field label="Signature (base64)">
        <Textarea
          rows={2}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="font-mono text-xs"
        />
      </Field>
    </div>
  );
}
