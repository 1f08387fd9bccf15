import type { Endpoint } from "../../contracts/endpoint";

/** What an endpoint's entity tag covers: what was declared. */
export function endpointState({ id, slug, region, targets }: Endpoint): readonly unknown[] {
  return [id, slug, region, targets];
}
