/** Builds the dashboard with Next, when its sources changed. @throws BuildFailure, Interrupted */
export function ensureDashboardBuilt(root: string): Promise<void>;
export class BuildFailure extends Error {}
