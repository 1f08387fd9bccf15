export const overviewQueryKey = ["overview"] as const;
