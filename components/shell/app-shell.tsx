import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "@/components/ui/logo";
import type { Member } from "@/lib/members/member";
import { routes } from "@/lib/url-state/routes";
import { MemberMenu } from "./member-menu";
import { MobileNav } from "./mobile-nav";
import { NavLinks } from "./nav-links";
import { SearchPalette } from "./search-palette";
import { ThemeMenu } from "./theme-menu";

export interface AppShellProps {
  member: Member;
  /** What the server can do beyond the hosted API. */
  capabilities: readonly string[];
  children: ReactNode;
}

/** Top bar, navigation and the page. `main` starts below the 48 px bar and grows with its page. */
export function AppShell({ member, capabilities, children }: AppShellProps) {
  const { subtreeGroupId, email, role } = member;
  const audience = { role, subtreeGroupId, capabilities };
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only z-60 rounded-lg bg-primary px-3 py-1.5 text-primary-foreground focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-40 flex h-12 shrink-0 items-center gap-2 border-border border-b bg-surface px-3 md:px-4">
        <MobileNav audience={audience} />
        <Link
          href={routes.overview}
          className="flex items-center gap-2 rounded-md font-semibold tracking-tight"
        >
          <Logo className="size-5" />
          Headgate
        </Link>
        <div className="ml-auto flex items-center gap-1.5">
          <SearchPalette audience={audience} />
          <ThemeMenu />
          <MemberMenu email={email} role={role} />
        </div>
      </header>
      <div className="flex min-w-0 flex-1">
        <aside className="sticky top-12 hidden h-[calc(100dvh-3rem)] w-48 shrink-0 overflow-y-auto border-border border-r p-3 md:block">
          <NavLinks audience={audience} />
        </aside>
        <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          {children}
        </main>
      </div>
    </div>
  );
}
