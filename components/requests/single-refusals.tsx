"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { NamedKey } from "@/gateway/contracts/key";
import { cn } from "@/lib/format/class-names";
import { toActionError } from "@/lib/gateway/unwrap";
import { routes } from "@/lib/url-state/routes";
import { fetchRefusals, type RefusalWindow, refusalsQueryKey } from "./queries";
import { RefusalWait } from "./refusal-cells";
import type { SeenRefusal, SeenRefusalSum } from "./refusals";

export interface SingleRefusalsProps {
  sum: SeenRefusalSum;
  window: RefusalWindow;
}

/** The refusals behind one line, newest first, some at a time. */
export function SingleRefusals({ sum, window }: SingleRefusalsProps) {
  const pages = useInfiniteQuery({
    queryKey: refusalsQueryKey(sum, window),
    queryFn: ({ pageParam, signal }) => fetchRefusals(sum, window, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ cursor }) => cursor,
  });
  const refusals = pages.data?.pages.flatMap((page) => page.refusals) ?? [];
  if (pages.isError && refusals.length === 0) {
    return <FormError error={toActionError(pages.error)} className="m-3" />;
  }
  if (pages.isPending) {
    return (
      <div role="status" aria-label="Loading refusals" className="space-y-3 py-3 pr-3 pl-9">
        <Skeleton className="h-3 w-2/3" />
        <Skeleton className="h-3 w-1/2" />
      </div>
    );
  }
  return (
    <div className="py-1.5">
      <ul aria-label="Single refusals">
        {refusals.map((refusal) => (
          <SingleRefusal key={refusal.requestId} refusal={refusal} />
        ))}
      </ul>
      {pages.hasNextPage ? (
        <div className="py-1.5 pl-9">
          <Button
            size="sm"
            pending={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            Show more
          </Button>
          {pages.isError ? (
            <span role="alert" className="ml-3 text-danger">
              {toActionError(pages.error).message}
            </span>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

function SingleRefusal({ refusal: { requestId, at, key, waitMs } }: { refusal: SeenRefusal }) {
  return (
    <li className="grid min-h-8 items-center gap-x-4 px-3 py-1 sm:grid-cols-[minmax(0,20rem)_8rem_minmax(0,1fr)_auto] sm:pl-9">
      <Link
        href={routes.request(requestId)}
        title={`Refusal ${requestId}`}
        className="truncate rounded-sm font-mono text-[13px] text-accent underline-offset-4 hover:underline"
      >
        {requestId}
      </Link>
      <RelativeTime iso={at} />
      <KeyName refusedKey={key} />
      <span className="text-muted-foreground">
        wait <RefusalWait ms={waitMs} />
      </span>
    </li>
  );
}

function KeyName({ refusedKey: { prefix, name } }: { refusedKey: NamedKey }) {
  return (
    <span
      className={cn("truncate text-muted-foreground", !name && "font-mono text-[13px]")}
      title={name ? `${name} (${prefix})` : prefix}
    >
      {name || prefix}
    </span>
  );
}
