import { Skeleton, TableSkeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div className="w-full max-w-content space-y-4 p-4 md:p-6">
      <Skeleton className="h-3 w-48" />
      <Skeleton className="h-7 w-64" />
      <Skeleton className="h-4 w-80" />
      <Skeleton className="h-9 w-full" />
      <TableSkeleton rows={4} label="group" />
    </div>
  );
}
