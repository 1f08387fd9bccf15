import { DialogDescription, DialogTitle } from "@/components/ui/dialog";
import type { ParentGroup } from "./new-group-form-model";

export function NewGroupTitle({ parent }: { parent: ParentGroup | null }) {
  if (!parent) {
    return (
      <>
        <DialogTitle>New group</DialogTitle>
        <DialogDescription>
          A customer, or a plan that customers share: identity, models and limits.
        </DialogDescription>
      </>
    );
  }
  return (
    <>
      <DialogTitle>
        {/* What the dialog is called wherever it opens. */}
        <span className="sr-only">New group: </span>
        New subgroup of {parent.label}
      </DialogTitle>
      <DialogDescription>
        A team or project, with keys and limits of its own. Its models start as the parent's.
      </DialogDescription>
    </>
  );
}
