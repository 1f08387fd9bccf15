import Link from "next/link";
import { cn } from "@/lib/format/class-names";
import { routes } from "@/lib/url-state/routes";
import type { SettingsSection } from "./settings-sections";

export interface SettingsNavProps {
  sections: readonly SettingsSection[];
  current: string;
}

export function SettingsNav({ sections, current }: SettingsNavProps) {
  return (
    <nav aria-label="Settings" className="mb-6">
      <ul className="flex gap-x-3 overflow-x-auto overflow-y-hidden border-border border-b [scrollbar-width:none] sm:gap-x-5">
        {sections.map(({ id, label, shortLabel }) => (
          <li key={id}>
            <Link
              href={`${routes.settings}?section=${id}`}
              aria-current={id === current ? "page" : undefined}
              className={cn(
                "-mb-px inline-flex h-9 items-center whitespace-nowrap border-transparent px-0.5 border-b-2 text-muted-foreground transition-colors hover:text-foreground focus-visible:-outline-offset-2",
                id === current && "border-foreground font-medium text-foreground",
              )}
            >
              {shortLabel ? (
                <>
                  <span aria-hidden className="sm:hidden">
                    {shortLabel}
                  </span>
                  <span className="max-sm:sr-only">{label}</span>
                </>
              ) : (
                label
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
