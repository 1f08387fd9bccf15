import { byProvider, type Provider } from "../contracts/providers/providers";

/** Every provider at this origin. */
export function originsAt(
  url: string,
  others: Partial<Record<Provider, string>> = {},
): Record<Provider, string> {
  return byProvider(({ name, origin }) => (origin === null ? "" : (others[name] ?? url)));
}
