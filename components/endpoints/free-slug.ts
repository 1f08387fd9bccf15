/** `wanted`, or the first of `wanted-2`, `wanted-3`, … that is not taken. */
export function freeSlug(wanted: string, taken: readonly string[]): string {
  const used = new Set(taken);
  let slug = wanted;
  for (let number = 2; used.has(slug); number++) slug = `${wanted}-${number}`;
  return slug;
}
