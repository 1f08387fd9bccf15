/** An example of each schema that people write by hand, and of what comes back for it. */
export const schemaExamples: Readonly<Record<string, object>> = {
  CreateGroupBody: {
    metadata: { external_entity_id: "cust_acme", name: "Acme Corp" },
    models: [
      {
        slug: "acme/glm-5.2",
        rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold: 100_000 }],
        usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 10_000 }],
      },
    ],
    hierarchy: { parent_group_id: null, limit_enforcement: "CASCADING" },
  },
  UpdateGroupBody: { models: [{ slug: "acme/glm-5.2", rate_limits: [], usage_limits: [] }] },
  Group: {
    id: "grp_3kTMdQ2xVbN8aLw0PzRy",
    metadata: { external_entity_id: "cust_acme", name: "Acme Corp" },
    models: [
      {
        slug: "acme/glm-5.2",
        rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold: 100_000 }],
        usage_limits: [],
      },
    ],
    effective_models: [
      {
        slug: "acme/glm-5.2",
        rate_limits: [
          {
            type: "TOKEN",
            unit: "MINUTE",
            threshold: 100_000,
            source_group: "grp_3kTMdQ2xVbN8aLw0PzRy",
          },
        ],
        usage_limits: [],
      },
    ],
    hierarchy: { limit_enforcement: "CASCADING", parent_group_id: null },
    created_at: "2026-01-31T08:00:00.000Z",
  },
  CreateEndpointBody: {
    slug: "acme/glm-5.2",
    targets: [
      {
        provider: "OPENAI_COMPATIBLE",
        base_url: "https://models.example.com",
        secret_id: "sec_8aLw0PzRy3kTMdQ2xVbN",
        target_model: "glm-5.2",
      },
    ],
  },
  UpdateEndpointBody: { slug: "acme/glm-5.3" },
  MintedKey: { api_key: "sky_sCqhBwEy4kPd.…", prefix: "sky_sCqhBwEy4kPd", name: "production" },
  RegisterKeyBody: { key: "own-7Hq2mZx9Lk4Tn8Vb3Rw6Yp1Sd5Fg0Jc", name: "production" },
  SaveSecretBody: { name: "openai", value: "sk-…" },
  SaveWebhookBody: { url: "https://billing.example.com/events" },
  CreateApiKeyBody: { name: "terraform", type: "WORKSPACE_MANAGE_ALL" },
  BillingEvent: {
    idempotencyKey: "01KJ5Z8Q4T6W8Y0A2C4E6G8J0M",
    timestamp: "2026-01-31T08:00:00.000Z",
    requestId: "req_01KJ5Z8Q3R5T7V9X1Z3B5D7F9H",
    modelSlug: "acme/glm-5.2",
    externalEntityId: "cust_acme",
    apiKeyPrefix: "sky_sCqhBwEy4kPd",
    tokens: { inputTokens: 1_200, outputTokens: 340, cachedInputTokens: 1_024 },
  },
  Error: {
    code: "VALIDATION_ERROR",
    message: "threshold must be 0 or more (0 blocks)",
    details: [
      {
        path: "models.0.rate_limits.0.threshold",
        message: "threshold must be 0 or more (0 blocks)",
      },
    ],
  },
  InferenceError: {
    error: {
      message: "Token limit of 100,000 per minute for acme/glm-5.2 reached; try again in 12 s",
      type: "tokens",
      code: "rate_limit_exceeded",
      param: null,
    },
  },
};
