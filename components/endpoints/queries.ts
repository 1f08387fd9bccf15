import { queryOptions } from "@tanstack/react-query";
import { fetchResult } from "@/lib/gateway/unwrap";
import type { EndpointsView } from "./endpoints-view";

export const endpointKeys = { all: ["endpoints"] as const };

export const endpointsQuery = () =>
  queryOptions({
    queryKey: endpointKeys.all,
    queryFn: ({ signal }) => fetchResult<EndpointsView>("/api/endpoints", signal),
  });
