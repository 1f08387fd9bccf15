"use client";

import type { ComponentProps } from "react";
import ErrorPage from "../error";

/** The same words inside the shell, so that the navigation stays. */
export default function DashboardError(props: ComponentProps<typeof ErrorPage>) {
  return <ErrorPage {...props} />;
}
