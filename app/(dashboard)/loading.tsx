import { PageBody } from "@/components/ui/page-body";
import { Skeleton, TableSkeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <PageBody>
      <Skeleton className="h-7 w-40" />
      <Skeleton className="mt-2 mb-6 w-80 max-w-full" />
      <TableSkeleton label="page" />
    </PageBody>
  );
}
