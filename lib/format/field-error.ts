import type { ErrorDetail } from "@/gateway/contracts/error";

/**
 * A rule of the API as a form says it: the name in front, which is the end of the detail's path, gives
 * way to the field's label. `metadata.name must …` becomes `Name must …`; other words stay.
 */
export function formatFieldError({ path, message }: ErrorDetail, label: string): string {
  const parts = path.split(".");
  const names = parts.map((_, index) => parts.slice(index).join("."));
  const name = names.find((each) => each !== "" && message.startsWith(`${each} `));
  return name === undefined ? message : label + message.slice(name.length);
}
