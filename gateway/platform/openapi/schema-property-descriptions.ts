/** Where a schema means something else by a property than the others, by `Schema.name`. */
export const schemaPropertyDescriptions: Readonly<Record<string, string>> = {
  "AuditActorList.actor": "What the filter `actor` takes: an email, or a name of who has none.",
  "InferenceError.code": "Stable; null where there is none.",
  "Error.details": "The fields that were wrong, each with its rule.",
  "RegisterKeyBody.key": "The customer's own key: 32 to 128 visible characters.",
  "AuditLog.source": "UI: the dashboard; API; MCP; SYSTEM: a command or the configuration; OTHER.",
  "RequestFailure.status": "HTTP status of the upstream; null where no answer came.",
};
