import type { Endpoint } from "../../contracts/endpoint";
import type { EndpointRow } from "./endpoint-store";

/** Targets are stored as they are answered: only the fields that are set. */
export function endpointAnswer(row: EndpointRow): Endpoint {
  return {
    id: row.id,
    slug: row.slug,
    region: row.region,
    targets: [row.target],
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

/** What an endpoint's entity tag covers: what was declared. */
export function endpointState({ id, slug, region, targets }: Endpoint): readonly unknown[] {
  return [id, slug, region, targets];
}
