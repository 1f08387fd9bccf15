/** What the document says of the inference plane, whose bodies pass through as they came. */
const error = {
  description: "Refused, in OpenAI's shape: its SDKs raise their typed exceptions.",
  content: { "application/json": { schema: { $ref: "#/components/schemas/InferenceError" } } },
};
const json = (schema: object) => ({ "application/json": { schema } });
const answers = (description: string, content: object) => ({
  "200": { description, content },
  "401": error,
  default: error,
});
const security = [{ CustomerKey: [] }];
const tags = ["Inference"];
const slug = {
  type: "string",
  description: "The slug that is called, such as `acme/glm-5.2`.",
  examples: ["acme/glm-5.2"],
};
const passedOn = "More members pass through to the model as they came.";

const model = {
  type: "object",
  description: "A slug that the key may call.",
  required: ["id", "object", "created", "owned_by"],
  properties: {
    id: slug,
    object: { type: "string", const: "model", description: "Always `model`." },
    created: { type: "integer", description: "Seconds since 1970." },
    owned_by: { type: "string", description: "The slug's prefix." },
  },
};

const named = { $ref: "#/components/schemas/AvailableModel" };
const modelList = {
  type: "object",
  description: "OpenAI's list.",
  required: ["object", "data"],
  properties: {
    object: { type: "string", const: "list", description: "Always `list`." },
    data: { type: "array", description: "The slugs.", items: named },
  },
};

function operation(input: {
  operationId: string;
  summary: string;
  description: string;
  required: string[];
  properties: Record<string, object>;
  example: object;
  streams: boolean;
}) {
  const { operationId, summary, description, required, properties, example, streams } = input;
  const answer = {
    type: "object",
    description: "As the model's server answers it.",
    additionalProperties: true,
  };
  return {
    operationId,
    summary,
    description,
    tags,
    security,
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: {
            type: "object",
            description: passedOn,
            required,
            properties,
            additionalProperties: true,
          },
          example,
        },
      },
    },
    responses: answers(streams ? "An answer, or with `stream` its chunks." : "An answer.", {
      ...json(answer),
      ...(streams && {
        "text/event-stream": {
          schema: { type: "string", description: "Chunks, ended by `data: [DONE]`." },
        },
      }),
    }),
  };
}

const stream = { type: "boolean", description: "Whether the answer comes in chunks." };
const metadata = {
  type: "object",
  description: "Passed into the billing event as it came.",
  additionalProperties: true,
};
const message = {
  type: "object",
  description: passedOn,
  required: ["role"],
  properties: {
    role: { type: "string", description: "Who speaks, such as `user`." },
    content: { description: "Text, or parts." },
  },
  additionalProperties: true,
};

export const inferencePaths = {
  "/v1/chat/completions": {
    post: operation({
      operationId: "createChatCompletion",
      summary: "Answer a conversation",
      description: "OpenAI's Chat Completions. A 429 names the limit and carries `Retry-After`.",
      required: ["model", "messages"],
      properties: {
        model: slug,
        messages: { type: "array", description: "The conversation.", items: message },
        stream,
        metadata,
      },
      example: { model: "acme/glm-5.2", messages: [{ role: "user", content: "Hello" }] },
      streams: true,
    }),
  },
  "/v1/completions": {
    post: operation({
      operationId: "createCompletion",
      summary: "Go on with a text",
      description: "OpenAI's Completions, where the provider has them.",
      required: ["model", "prompt"],
      properties: { model: slug, prompt: { description: "Text, or texts." }, stream, metadata },
      example: { model: "acme/glm-5.2", prompt: "Once" },
      streams: true,
    }),
  },
  "/v1/embeddings": {
    post: operation({
      operationId: "createEmbedding",
      summary: "Turn texts into vectors",
      description: "OpenAI's Embeddings, where the provider has them.",
      required: ["model", "input"],
      properties: { model: slug, input: { description: "Text, or texts." }, metadata },
      example: { model: "acme/embed", input: "Hello" },
      streams: false,
    }),
  },
  "/v1/models": {
    get: {
      operationId: "listModels",
      summary: "List the slugs that the key may call",
      description: "In OpenAI's shape.",
      tags,
      security,
      responses: answers("The slugs.", json(modelList)),
    },
  },
  "/v1/models/{model_id}": {
    get: {
      operationId: "readModel",
      summary: "Read a slug that the key may call",
      description: "Its slash may be written as it is, or `%2F`.",
      tags,
      security,
      parameters: [
        { name: "model_id", in: "path", required: true, description: "The slug.", schema: slug },
      ],
      responses: answers("The slug.", json(named)),
    },
  },
};

export const inferenceSchemas = { AvailableModel: model };
