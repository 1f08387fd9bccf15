import type { ReactNode } from "react";
import { AppShell } from "@/components/shell/app-shell";
import { requireMember } from "@/lib/auth";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  return <AppShell member={await requireMember()}>{children}</AppShell>;
}
