"use client";

import type { CurlInput, OperationId } from "@/lib/gateway/curl";
import { CopyButton, type CopyButtonProps } from "../ui/copy-button";
import { useCurl } from "./use-curl";

export interface CopyAsCurlProps<Id extends OperationId>
  extends Pick<CopyButtonProps, "className" | "isShortOnPhone"> {
  operation: Id;
  input: CurlInput<Id>;
}

/** The same request for a terminal; the key stays a variable, never a value. */
export function CopyAsCurl<Id extends OperationId>({
  operation,
  input,
  ...rest
}: CopyAsCurlProps<Id>) {
  const value = useCurl()(operation, input);
  return <CopyButton variant="ghost" size="sm" {...rest} label="Copy as curl" value={value} />;
}
