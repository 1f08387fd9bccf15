import Link from "next/link";
import { cn } from "@/lib/class-names";
import { routes } from "@/lib/routes";
import type { SettingsSection } from "./settings-sections";

export interface SettingsNavProps {
  sections: readonly SettingsSection[];
  current: string;
}

export function SettingsNav({ sections, current }: SettingsNavProps) {
  return (
    <nav aria-label="Settings" className="mb-6">
      <ul className="flex gap-x-5 overflow-y-hidden border-border border-b max-sm:flex-wrap">
        {sections.map(({ id, label }) => (
          <li key={id}>
            <Link
              href={`${routes.settings}?section=${id}`}
              aria-current={id === current ? "page" : undefined}
              className={cn(
                "-mb-px inline-flex h-9 items-center whitespace-nowrap border-transparent border-b-2 text-muted-foreground transition-colors hover:text-foreground focus-visible:-outline-offset-2",
                id === current && "border-foreground font-medium text-foreground",
              )}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
