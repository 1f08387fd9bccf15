"use client";

import { type CurlRequest, curlCommand } from "@/lib/gateway/curl";
import type { ButtonProps } from "../ui/button";
import { CopyButton } from "../ui/copy-button";

export interface CopyAsCurlProps extends CurlRequest, Omit<ButtonProps, "method" | "children"> {
  label?: string;
  isShortOnPhone?: boolean;
}

/** The same request for a terminal; the key stays a variable, never a value. */
export function CopyAsCurl({
  method,
  path,
  body,
  origin,
  keyVariable,
  label = "Copy as curl",
  ...rest
}: CopyAsCurlProps) {
  return (
    <CopyButton
      variant="ghost"
      size="sm"
      {...rest}
      label={label}
      value={curlCommand({ method, path, body, origin, keyVariable })}
    />
  );
}
