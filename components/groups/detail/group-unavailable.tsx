import { CircleSlash, FolderX, ServerCrash } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { ActionError } from "@/lib/gateway/result";
import { routes } from "@/lib/url-state/routes";

/** Why a group can't be shown, and what to do next. */
export function GroupUnavailable({ error }: { error: ActionError }) {
  const isGone = error.code === "NOT_FOUND" || error.code === "HTTP_404";
  const isForbidden = error.code === "FORBIDDEN" || error.code === "HTTP_403";
  const back = (
    <Button asChild>
      <Link href={routes.groups}>All groups</Link>
    </Button>
  );
  return (
    <div className="w-full p-4 md:p-8">
      {isGone ? (
        <EmptyState
          icon={FolderX}
          heading="h1"
          title="This group does not exist"
          body="It was deleted, or its address is mistyped."
          action={back}
        />
      ) : isForbidden ? (
        <EmptyState
          icon={CircleSlash}
          heading="h1"
          title="This group is not yours to see"
          body={error.message}
          action={back}
        />
      ) : (
        <EmptyState
          icon={ServerCrash}
          heading="h1"
          title="This group could not be read"
          body={error.message}
          action={back}
        />
      )}
    </div>
  );
}
