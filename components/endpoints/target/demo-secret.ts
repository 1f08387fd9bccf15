/** The demo model checks no key, but every OPENAI_COMPATIBLE target names a secret. */
export const demoSecret = { name: "demo-model", value: "the-demo-model-checks-no-key" };

/** Stands for the secret in the form until it is needed: looking at the form saves nothing. */
export const unsavedDemoSecretId = "(demo-model, saved with the endpoint)";
