import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton, TableSkeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <PageBody>
      <PageHeader
        title="Webhooks"
        description="Billing events, pushed to a receiver of yours: signed, retried, and kept when they are refused."
      />
      <div className="space-y-6">
        <Skeleton className="h-68 rounded-lg md:h-41" />
        <Skeleton className="h-41 rounded-lg sm:h-21" />
        <TableSkeleton label="deliveries" />
      </div>
    </PageBody>
  );
}
