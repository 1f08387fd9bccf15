export const overviewQueryKey = ["overview"] as const;
export const nearestQueryKey = ["overview", "nearest-limits"] as const;
