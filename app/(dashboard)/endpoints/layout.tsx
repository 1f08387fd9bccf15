import type { ReactNode } from "react";
import { PageBody } from "@/components/ui/page-body";

export default function EndpointsLayout({ children }: { children: ReactNode }) {
  return <PageBody>{children}</PageBody>;
}
