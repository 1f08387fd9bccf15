import { useId } from "react";
import { FormError } from "@/components/forms/form-error";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Button } from "@/components/ui/button";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import type { ActionError } from "@/lib/gateway/result";
import type { PlanStep } from "../preview/ordered-plan";

export interface LimitsFormActionsProps {
  groupId: string;
  error: ActionError | null;
  isPreviewing: boolean;
  isSaving: boolean;
  /** Why what was previewed can't be saved; null where it can, as far as is known. */
  hindrance: string | null;
  draft(): DeclaredModel[];
  onPreview(): void;
  onCancel(): void;
}

/** The row of buttons below the editor, always in sight. */
export function LimitsFormActions(props: LimitsFormActionsProps) {
  const { groupId, error, isPreviewing, isSaving, hindrance, draft, onPreview, onCancel } = props;
  const whyId = useId();
  return (
    <div className="sticky bottom-0 -mx-4 flex flex-wrap items-center gap-2 border-border border-t bg-background px-4 py-3">
      {/* In sight of the button that was pressed. */}
      <FormError error={error} className="w-full" />
      {hindrance ? (
        <p id={whyId} className="w-full text-muted-foreground text-xs">
          {hindrance}
        </p>
      ) : null}
      <Button
        type="submit"
        variant={hindrance ? "secondary" : "primary"}
        pending={isSaving}
        disabled={hindrance !== null}
        aria-describedby={hindrance ? whyId : undefined}
      >
        Save limits
      </Button>
      <Button onClick={onPreview} pending={isPreviewing}>
        Preview
      </Button>
      <Button variant="ghost" onClick={onCancel}>
        Cancel
      </Button>
      <CopyAsCurl
        className="ml-auto"
        isShortOnPhone
        operation="updateGroup"
        input={{ params: { group_id: groupId }, body: { models: draft() } }}
      />
    </div>
  );
}

/** Why a preview can't be saved, and what can be done instead. */
export function hindranceText(plan: PlanStep[] | null): string {
  return plan
    ? "It can't be saved while other groups stand in the way: apply the plan above, which saves it too, or change the limits."
    : "It can't be saved while other groups stand in the way: change the limits.";
}
