"use client";

import { LogOut } from "lucide-react";
import { useState } from "react";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { routes } from "@/lib/url-state/routes";

export function MemberMenu({ email, role }: { email: string; role: string }) {
  const [leaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    const { signOut } = await import("next-auth/react");
    await signOut({ callbackUrl: routes.signIn });
  };
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex size-8 items-center justify-center rounded-full border border-border bg-muted font-medium text-xs uppercase transition-colors hover:bg-hover">
        <span aria-hidden>{initials(email)}</span>
        <span className="sr-only">Account of {email}</span>
      </DropdownMenuTrigger>
      <DropdownMenuContent className="w-56">
        <div className="px-2 py-1.5">
          <p className="truncate font-medium" title={email}>
            {email}
          </p>
          <p className="text-muted-foreground text-xs capitalize">{role}</p>
        </div>
        <DropdownMenuSeparator />
        <DropdownMenuItem
          disabled={leaving}
          onSelect={(event) => {
            event.preventDefault();
            void leave();
          }}
        >
          <LogOut aria-hidden />
          {leaving ? "Signing out…" : "Sign out"}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** `ana.lopez@x.io` → `al`, `admin@x.io` → `ad`. */
function initials(email: string): string {
  const [first = "", second] = (email.split("@")[0] ?? "").split(/[._+-]+/).filter(Boolean);
  return second ? `${first[0]}${second[0]}` : first.slice(0, 2);
}
