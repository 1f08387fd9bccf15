import type { FastifyPluginAsync } from "fastify";
import type { Deps } from "../deps";
import type { DirectRoutes } from "../platform/http/direct-routes";
import { countFailure } from "./admission/count-failure";
import type { RefusalRecorder } from "./admission/refusal-recorder";
import { answerCall, identifyCaller } from "./answer-call";
import { renderInferenceError } from "./errors/render-inference-error";
import { closeInference, openInference } from "./inference-deps";
import { listModels } from "./list-models";
import { readModel } from "./read-model";
import { createInferenceCall } from "./request/inference-call";
import { operations } from "./request/operation";

/** The inference plane: OpenAI's paths, errors and credentials. Models are called directly. */
export const inferenceRoutes =
  (deps: Deps, direct: DirectRoutes, receipts: RefusalRecorder): FastifyPluginAsync =>
  async (app) => {
    const inference = openInference(deps, receipts);
    app.addHook("onReady", () => inference.caches.ready);
    app.addHook("onClose", () => closeInference(inference));

    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    for (const operation of operations) {
      direct.post(app, `/v1${operation.path}`, (id, request, response) =>
        answerCall(inference, operation, createInferenceCall(id, request, response)),
      );
    }
    app.setErrorHandler((error: Error, request, reply) => {
      countFailure(deps.metrics, { isAdmitted: false, slugMetrics: null }, error);
      return renderInferenceError(error, request, reply);
    });
    app.get("/v1/models", async ({ raw }) =>
      listModels(inference, await identifyCaller(inference, raw)),
    );
    // A slug has a slash, which clients write as it is or as %2F.
    app.get<{ Params: { "*": string } }>("/v1/models/*", async ({ raw, params }) =>
      readModel(inference, await identifyCaller(inference, raw), params["*"]),
    );
  };
