import type { FastifyPluginAsync } from "fastify";
import type { Deps } from "../deps";
import { authenticateCaller, type Caller } from "./authenticate-caller";
import { countFailure } from "./count-failure";
import { closeInference, openInference } from "./inference-deps";
import { invalidApiKey, meteringUnavailable } from "./inference-error";
import { listModels } from "./list-models";
import { operations } from "./operation";
import { renderInferenceError } from "./render-inference-error";
import { serveInference } from "./serve-inference";

declare module "fastify" {
  interface FastifyRequest {
    /** Who calls the inference plane; known before the body is read. */
    caller: Caller | null;
  }
}

/** The inference plane: OpenAI's paths, errors and credentials. */
export const inferenceRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    const inference = openInference(deps);
    app.addHook("onReady", () => inference.caches.ready);
    app.addHook("onClose", () => closeInference(inference));
    app.setErrorHandler((error: Error, request, reply) => {
      countFailure(deps.metrics, request, error);
      return renderInferenceError(error, request, reply);
    });
    // A logger per request would cost every answer something that only failures use.
    app.setChildLoggerFactory((logger) => logger);
    app.removeAllContentTypeParsers();
    // Whatever a client calls it: the bytes are judged, and passed on as they came.
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, bytes, done) =>
      done(null, bytes),
    );
    app.decorateRequest("caller", null);
    app.decorateRequest("slugMetrics", null);
    app.decorateRequest("isAdmitted", false);
    app.addHook("onRequest", async (request) => {
      const { caches, keyUse, ledger } = inference;
      // Before anything that asks the database: where it hangs, the answer must not.
      if (!ledger.isAvailable()) throw meteringUnavailable();
      request.caller = await authenticateCaller(caches, request.headers.authorization);
      keyUse.note(request.caller.group.workspaceId, request.caller.keyPrefix);
    });

    for (const operation of operations) {
      app.post(
        `/v1${operation.path}`,
        { bodyLimit: deps.config.limits.inferenceBodyBytesMax },
        async ({ caller, body }, reply) => {
          if (!caller) throw invalidApiKey();
          return serveInference(inference, caller, { bytes: asBytes(body), operation }, reply);
        },
      );
    }
    app.get("/v1/models", async ({ caller }) => {
      if (!caller) throw invalidApiKey();
      return listModels(inference, caller);
    });
  };

/** No body at all is an empty one. */
function asBytes(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
