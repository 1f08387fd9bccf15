import { setTimeout as delay } from "node:timers/promises";
import type { ReactNode } from "react";
import { OperationAddresses } from "@/components/shared/operation-addresses";
import { AppShell } from "@/components/shell/app-shell";
import { requireMember } from "@/lib/auth/auth";
import { serverCapabilities } from "@/lib/gateway/capabilities";
import { operationAddresses } from "@/lib/gateway/operation-addresses";

/** A gateway that hangs takes one link from the navigation, not the navigation. */
const patienceMs = 1_000;

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const member = await requireMember();
  const capabilities = await Promise.race([serverCapabilities(), delay(patienceMs, null)]);
  return (
    <AppShell member={member} capabilities={capabilities?.capabilities ?? []}>
      <OperationAddresses addresses={operationAddresses}>{children}</OperationAddresses>
    </AppShell>
  );
}
