/** `acme` of `acme/glm-5.2`. Apart from the schema of slugs, so that screens need not load zod. */
export function toPrefix(slug: string): string {
  return slug.slice(0, slug.indexOf("/"));
}
