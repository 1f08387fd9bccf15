import { list } from "./environment";

/** Whose pages may call models: origins, or any. */
export const browserOrigins = list(
  {
    rule: "",
    example: "",
    parse(value) {
      if (value === "*") return value;
      const isPlain = /^https?:\/\/[^/?#@*\s]+\/?$/i.test(value) && URL.canParse(value);
      return isPlain ? new URL(value).origin : undefined;
    },
  },
  'a comma-separated list of origins (scheme, host, port if any), or "*"',
  "https://app.example.com,http://localhost:3000",
);
