import { targetDefaults } from "../../contracts/providers/target-fields";
import { withoutSlash } from "./base-address";
import { apiKey } from "./credential";
import { openAiProvider } from "./open-ai";

/** A model that runs in an environment of its own deployment. */
export const baseten = openAiProvider({
  toBase({ model_id, environment_name }, origin) {
    const environment = environment_name ?? targetDefaults.environment_name;
    const named = origin
      .replaceAll("{model_id}", model_id ?? "")
      .replaceAll("{environment}", environment);
    return `${withoutSlash(named)}/environments/${environment}/sync/v1`;
  },
  credential: apiKey,
});
