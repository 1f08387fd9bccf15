"use client";

import dynamic from "next/dynamic";

/** No page waits for it: it is fetched once the page stands, and shows what was said before, too. */
const LazyToaster = dynamic(() => import("sonner").then((m) => m.Toaster), { ssr: false });

/** Says what succeeded. Where it can't be fetched the text is lost, and nothing else. */
export function toast(text: string, kind: "message" | "success" = "success"): void {
  void import("sonner").then(
    (m) => m.toast[kind](text),
    () => undefined,
  );
}

export function Toaster() {
  return (
    <LazyToaster
      position="bottom-right"
      theme="system"
      toastOptions={{
        classNames: {
          toast:
            "!rounded-lg !border-border !bg-popover !text-foreground !shadow-overlay !font-sans",
          description: "!text-muted-foreground",
        },
      }}
    />
  );
}
