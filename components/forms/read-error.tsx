import { RetryButton } from "@/components/ui/retry-button";
import type { ActionError } from "@/lib/gateway/result";
import { FormError } from "./form-error";

/** Why a part of a page could not be read, and another try. */
export function ReadError({ error }: { error: ActionError }) {
  return (
    <div className="space-y-3">
      <FormError error={error} />
      <RetryButton />
    </div>
  );
}
