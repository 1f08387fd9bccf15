import type { FastifyInstance } from "fastify";

/**
 * Collects the routes registered after this call. The function it answers tells which methods a path
 * (without its query) has, so that a wrong method is a 405 with `Allow` instead of a 404 (RFC 9110).
 */
export function collectAllowedMethods(app: FastifyInstance): (path: string) => string[] {
  const routes: { pattern: RegExp; methods: string[] }[] = [];
  app.addHook("onRoute", ({ url, method }) => {
    // `*` alone answers everything itself: it says nothing about what exists.
    if (url === "*" || url === "/*") return;
    const segments = url
      .split("/")
      .map((part) => (part === "*" ? ".+" : part.startsWith(":") ? "[^/]+" : escapePattern(part)));
    routes.push({ pattern: new RegExp(`^${segments.join("/")}$`), methods: [method].flat() });
  });
  return (path) => [
    ...new Set(
      routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods),
    ),
  ];
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
