"use client";

import { type ComponentProps, type MouseEvent, useCallback } from "react";
import { type WebhookView, webhooksHref } from "@/lib/url-state/webhook-view";

/** Moves within the page: the address changes, Back works, and no page is fetched. */
export function useShowView(): (view: WebhookView) => void {
  return useCallback((view) => window.history.pushState(null, "", webhooksHref(view)), []);
}

/** A link that can be opened in a new tab, and moves within the page when it is just clicked. */
export function ViewLink({ view, ...rest }: ComponentProps<"a"> & { view: WebhookView }) {
  const show = useShowView();
  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(view);
  };
  return <a {...rest} href={webhooksHref(view)} onClick={onClick} />;
}
