import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { UsageReportSkeleton } from "@/components/usage/usage-report";

export default function Loading() {
  return (
    <PageBody>
      <PageHeader
        title="Usage"
        description="Requests, tokens and refusals over time. All times are UTC."
      />
      <div className="space-y-6">
        <Skeleton className="h-58 rounded-lg sm:h-14" />
        <UsageReportSkeleton />
      </div>
    </PageBody>
  );
}
