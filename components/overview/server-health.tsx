import { CircleCheck, CircleX } from "lucide-react";
import { CopyableId } from "@/components/ui/copyable-id";
import { checkName } from "./check-name";
import type { WorkspaceState } from "./overview-state";

export function ServerHealth({ state }: { state: Pick<WorkspaceState, "server" | "checks"> }) {
  const { server, checks } = state;
  return (
    <section aria-labelledby="server-health">
      <h2 id="server-health" className="mb-2 h-6 font-medium">
        Gateway
      </h2>
      <dl className="divide-y divide-border rounded-lg border border-border bg-surface">
        <Row name="Server">
          {server.name}
          {server.version ? (
            <span className="ml-1.5 font-mono text-muted-foreground text-xs">{server.version}</span>
          ) : null}
        </Row>
        <div className="px-3 py-2">
          <dt className="text-muted-foreground">Base URL</dt>
          <dd className="flex min-w-0">
            <CopyableId id={server.inferenceUrl} what="base URL" />
          </dd>
        </div>
        {Object.entries(checks ?? { gateway: true }).map(([name, healthy]) => (
          <Row key={name} name={checks ? checkName(name) : "Reachable"}>
            <span
              className={`flex items-center gap-1.5 ${healthy ? "text-ok" : "font-medium text-danger"}`}
            >
              {healthy ? (
                <CircleCheck aria-hidden className="size-4" />
              ) : (
                <CircleX aria-hidden className="size-4" />
              )}
              {healthy ? (checks ? "Ready" : "Yes") : "Not ready"}
            </span>
          </Row>
        ))}
      </dl>
    </section>
  );
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex min-h-10 items-center justify-between gap-4 px-3 py-1.5">
      <dt className="shrink-0 text-muted-foreground">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
