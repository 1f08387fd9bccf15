import type { FieldErrors, Resolver, UseFormSetError } from "react-hook-form";
import type { ErrorDetail } from "@/gateway/contracts/error";
import {
  type Checked,
  type EndpointFormValues,
  fieldOfPath,
  inFormWords,
} from "./endpoint-form-model";

/** react-hook-form's resolver over the contract: its messages land at the inputs they name. */
export function toResolver(
  check: (values: EndpointFormValues) => Checked<unknown>,
): Resolver<EndpointFormValues> {
  return (values) => {
    const checked = check(values);
    if (checked.ok) return { values, errors: {} };
    const errors: FieldErrors<EndpointFormValues> = {};
    for (const detail of checked.details) {
      errors[fieldOfPath(detail.path) ?? "provider"] ??= {
        type: "contract",
        message: inFormWords(detail),
      };
    }
    return { values: {}, errors };
  };
}

/** Puts an answer's field errors at their inputs, the first one focused. */
export function showFieldErrors(
  details: ErrorDetail[],
  setError: UseFormSetError<EndpointFormValues>,
): void {
  let isFirst = true;
  for (const detail of details) {
    const field = fieldOfPath(detail.path);
    if (!field) continue;
    setError(field, { type: "server", message: inFormWords(detail) }, { shouldFocus: isFirst });
    isFirst = false;
  }
}
