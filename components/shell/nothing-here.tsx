import { SearchX } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { routes } from "@/lib/url-state/routes";

/** Where an address leads to nothing. */
export function NothingHere() {
  return (
    <EmptyState
      icon={SearchX}
      heading="h1"
      title="There is nothing at this address"
      body="It may have been deleted, or the link has a typing error."
      action={
        <Button variant="primary" asChild>
          <Link href={routes.overview}>Go to the overview</Link>
        </Button>
      }
    />
  );
}
