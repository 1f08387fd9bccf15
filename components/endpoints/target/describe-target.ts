import type { Endpoint } from "@/gateway/contracts/endpoint";

type EndpointTarget = Endpoint["targets"][number];

/** The model as the provider calls it; undefined where the target names none. */
export function findModelName(target: EndpointTarget | undefined): string | undefined {
  return target?.target_model ?? target?.model_id ?? undefined;
}

/** BASETEN targets run in an environment; absent means production. Others have none. */
export function findEnvironment(target: EndpointTarget | undefined): string | undefined {
  if (target?.provider !== "BASETEN") return undefined;
  return target.environment_name ?? "production";
}

/** A target in one line, for "from → to": `OPENAI_COMPATIBLE · llama · http://10.0.0.7:8000`. */
export function describeTarget(target: EndpointTarget | undefined): string {
  if (!target) return "nothing";
  const address = target.base_url && `${target.base_url}${target.base_path ?? ""}`;
  const place = address ?? findEnvironment(target) ?? target.vertex_config?.location;
  const names = [target.provider, target.model_id, target.target_model, place];
  return names.filter((name) => typeof name === "string" && name !== "").join(" · ");
}
