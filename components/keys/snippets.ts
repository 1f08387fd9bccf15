export interface SnippetInput {
  apiKey: string;
  /** Ends in /v1. */
  baseUrl: string;
  slug: string;
}

export interface Snippet {
  name: string;
  text: string;
}

/** What the customer pastes: complete, so each of them is a copy of the key too. */
export function keySnippets({ apiKey, baseUrl, slug }: SnippetInput): Snippet[] {
  return [
    { name: ".env line", text: `OPENAI_API_KEY=${apiKey}\nOPENAI_BASE_URL=${baseUrl}\n` },
    {
      name: "curl",
      text: [
        `curl ${baseUrl}/chat/completions \\`,
        `  -H 'Authorization: Bearer ${apiKey}' \\`,
        "  -H 'Content-Type: application/json' \\",
        `  -d '${JSON.stringify({ model: slug, messages: [{ role: "user", content: "Hello" }] })}'`,
        "",
      ].join("\n"),
    },
    {
      name: "Python",
      text: [
        "from openai import OpenAI",
        "",
        `client = OpenAI(base_url=${JSON.stringify(baseUrl)}, api_key=${JSON.stringify(apiKey)})`,
        "answer = client.chat.completions.create(",
        `    model=${JSON.stringify(slug)},`,
        '    messages=[{"role": "user", "content": "Hello"}],',
        ")",
        "print(answer.choices[0].message.content)",
        "",
      ].join("\n"),
    },
    {
      name: "JavaScript",
      text: [
        'import OpenAI from "openai";',
        "",
        "const client = new OpenAI({",
        `  baseURL: ${JSON.stringify(baseUrl)},`,
        `  apiKey: ${JSON.stringify(apiKey)},`,
        "});",
        "const answer = await client.chat.completions.create({",
        `  model: ${JSON.stringify(slug)},`,
        '  messages: [{ role: "user", content: "Hello" }],',
        "});",
        "console.log(answer.choices[0].message.content);",
        "",
      ].join("\n"),
    },
  ];
}

/** `sky_sCqhBwEy4kPd.••••`: the prefix is no secret, the rest is as long as it is. */
export function maskedKey(apiKey: string, prefix: string): string {
  const known = apiKey.startsWith(`${prefix}.`) ? prefix.length + 1 : prefix.length;
  const shown = apiKey.startsWith(prefix) ? known : 0;
  return apiKey.slice(0, shown) + "•".repeat(Math.min(apiKey.length - shown, 24));
}
