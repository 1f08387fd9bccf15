"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "@/lib/format/class-names";
import { type Audience, isCurrent, navigationFor } from "./navigation";

export interface NavLinksProps {
  audience: Audience;
  onNavigate?: () => void;
}

export function NavLinks({ audience, onNavigate }: NavLinksProps) {
  const pathname = usePathname();
  return (
    <nav aria-label="Main">
      <ul className="space-y-0.5">
        {navigationFor(audience).map(({ href, label, icon: Icon }) => {
          const current = isCurrent(href, pathname);
          return (
            <li key={href}>
              <Link
                href={href}
                aria-current={current ? "page" : undefined}
                {...(onNavigate ? { onClick: onNavigate } : {})}
                className={cn(
                  "flex h-8 items-center gap-2.5 rounded-lg px-2.5 text-muted-foreground transition-colors hover:bg-hover hover:text-foreground",
                  current && "bg-hover font-medium text-foreground",
                )}
              >
                <Icon aria-hidden className="size-4 shrink-0" />
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
