import type { FastifyInstance } from "fastify";
import { AppError } from "./app-error";
import { comesAsItIs } from "./comes-as-it-is";

declare module "fastify" {
  interface FastifyRequest {
    /** The exact bytes of a JSON body: what a signature over the request signs. */
    rawBody?: Buffer;
  }
}

/** Parses JSON strictly (UTF-8 only) and keeps the bytes. An empty body is `undefined`. */
export function parseJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addHook("preParsing", async ({ headers }) => {
    if (comesAsItIs(headers)) return;
    const message = "Send the body as it is: this API takes no Content-Encoding";
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", message);
  });
  app.addContentTypeParser(
    /^application\/([\w.+-]+\+)?json\s*(?:;|$)/i,
    { parseAs: "buffer" },
    (request, bytes: Buffer, done) => {
      request.rawBody = bytes;
      if (bytes.length === 0) return done(null, undefined);
      try {
        done(null, JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
      } catch (cause) {
        const reason = cause instanceof SyntaxError ? "is not valid JSON" : "is not valid UTF-8";
        done(new AppError("VALIDATION_ERROR", `The request body ${reason}`, { cause }));
      }
    },
  );
  // Clients name some type with an empty body, too: `curl -d ''` that of a form.
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, bytes: Buffer, done) => {
    if (bytes.length === 0) return done(null, undefined);
    const message = "Send JSON: content-type: application/json";
    done(new AppError("UNSUPPORTED_MEDIA_TYPE", message));
  });
}
