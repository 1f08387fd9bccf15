import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import type { UnsavedGuard } from "./use-unsaved-guard";

export function UnsavedDialog({ isAsking, stay, leave }: UnsavedGuard) {
  return (
    <Dialog open={isAsking} onOpenChange={(open) => (open ? undefined : stay())}>
      <DialogContent>
        <div className="space-y-4">
          <DialogTitle>Leave without saving?</DialogTitle>
          <DialogDescription>
            The limits you typed are not saved yet. Nothing of them is kept if you leave.
          </DialogDescription>
          <DialogFooter>
            <Button onClick={stay}>Keep editing</Button>
            <Button variant="danger" onClick={leave}>
              Discard changes
            </Button>
          </DialogFooter>
        </div>
      </DialogContent>
    </Dialog>
  );
}
