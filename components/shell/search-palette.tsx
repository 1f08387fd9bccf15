"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Kbd } from "./kbd";
import type { Audience } from "./navigation";

// cmdk comes with the first opening, not with every page.
const PaletteDialog = dynamic(() => import("./palette-dialog").then((m) => m.PaletteDialog), {
  ssr: false,
});

export function SearchPalette(props: { audience: Audience }) {
  const [open, setOpen] = useState(false);
  const shortcut = useSyncExternalStore(noChanges, ownShortcut, () => "");
  const [wanted, setWanted] = useState(false);

  useEffect(() => {
    const toggle = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setWanted(true);
      setOpen((was) => !was);
    };
    window.addEventListener("keydown", toggle);
    return () => window.removeEventListener("keydown", toggle);
  }, []);

  return (
    <>
      <button
        type="button"
        aria-keyshortcuts="Meta+K Control+K"
        onClick={() => {
          setWanted(true);
          setOpen(true);
        }}
        className="flex h-8 items-center gap-2 rounded-lg px-2 text-muted-foreground transition-colors hover:bg-hover sm:w-64 sm:border sm:border-border sm:bg-surface sm:hover:border-border-strong"
      >
        <Search aria-hidden className="size-4" />
        <span className="sr-only sm:not-sr-only">Search…</span>
        <Kbd aria-hidden className="ml-auto hidden min-w-11 sm:inline-flex">
          {shortcut}
        </Kbd>
      </button>
      {wanted ? <PaletteDialog {...props} open={open} onOpenChange={setOpen} /> : null}
    </>
  );
}

const noChanges = () => () => {};
/** Known in the browser only; the server leaves its room empty. */
const ownShortcut = () => (/mac|iphone|ipad/i.test(navigator.userAgent) ? "⌘K" : "Ctrl K");
