import { hasRole } from "@/lib/members/member";
import { routes } from "@/lib/url-state/routes";
import type { Audience } from "./navigation";

export interface PaletteAction {
  label: string;
  href: string;
  /** Answered as a file to save: the page stays. */
  isFile?: boolean;
}

/** What this member may do from anywhere; the pages and routes decide for themselves. */
export function paletteActions({
  role,
  subtreeGroupId,
}: Pick<Audience, "role" | "subtreeGroupId">): PaletteAction[] {
  const canEdit = hasRole(role, "operator");
  return [
    ...(canEdit
      ? [
          { label: "New group", href: `${routes.groups}?new=1` },
          { label: "Import groups", href: routes.importGroups },
        ]
      : []),
    ...(canEdit && subtreeGroupId === null
      ? [{ label: "New endpoint", href: `${routes.endpoints}?new=1` }]
      : []),
    { label: "Export groups as CSV", href: routes.groupsExport("csv"), isFile: true },
    { label: "Export groups as YAML", href: routes.groupsExport("yaml"), isFile: true },
  ];
}
