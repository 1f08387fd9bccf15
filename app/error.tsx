"use client";

import { TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <div className="mx-auto w-full max-w-160 px-4 py-16">
      <EmptyState
        icon={TriangleAlert}
        heading="h1"
        title="This page could not be shown"
        body={
          <>
            Nothing was changed. Try again; if it fails again, the dashboard's log says why
            {error.digest ? (
              <>
                {" "}
                under <code className="font-mono text-[13px]">{error.digest}</code>
              </>
            ) : null}
            .
          </>
        }
        action={
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
        }
      />
    </div>
  );
}
