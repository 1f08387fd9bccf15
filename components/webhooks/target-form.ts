import type { Resolver, ResolverResult } from "react-hook-form";
import { type SaveWebhookSettingsBody, saveWebhookSettingsBody } from "@/gateway/contracts/webhook";

/** What messages call the field. */
export const targetLabel = "The target URL";

/** Which addresses the server takes; undefined where it does not say. */
export function targetHint(isHttpAllowed: boolean | undefined): string {
  const rest = "without a query, which answers 2xx within 10 s.";
  if (isHttpAllowed === undefined) return `An address ${rest}`;
  return isHttpAllowed
    ? `An https or http address, this machine's own included (http://127.0.0.1:4800, say), ${rest}`
    : `An https address without a port, ${rest}`;
}

/** react-hook-form's resolver over the contract. Spaces around a pasted address are no part of it. */
export const targetResolver: Resolver<SaveWebhookSettingsBody> = (
  values,
): ResolverResult<SaveWebhookSettingsBody> => {
  const parsed = saveWebhookSettingsBody.safeParse({ url: values.url.trim() });
  if (parsed.success) return { values: parsed.data, errors: {} };
  const message = `${targetLabel} ${parsed.error.issues[0]?.message}`;
  return { values: {}, errors: { url: { type: "contract", message } } };
};
