import type { ActionError } from "@/lib/gateway/result";

/** What every field at fault says already need not be said twice, in the API's words. */
export function isSaidAtFields(error: ActionError | null): boolean {
  const details = error?.details ?? [];
  return details.length > 0 && details.every(({ path }) => isShownAtField(path));
}

export function isShownAtField(path: string): boolean {
  return (
    path.startsWith("metadata.") || path === "models" || /^models\.\d+\.\w+_limits\./.test(path)
  );
}
