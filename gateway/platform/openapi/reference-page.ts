import swaggerUi from "@fastify/swagger-ui";
import type { FastifyPluginAsync } from "fastify";
import plugin from "fastify-plugin";
import { referenceLogo, referenceScript, referenceStyle } from "./reference-theme";

/**
 * The plugin's own policy lets in other hosts, and asks browsers for https: over plain http, at any
 * address but the loopback, nothing of the page would load.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "script-src-attr 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** `GET /docs`: the document as a page to read and try. Everything that it loads is served here. */
export const referencePage = (document: () => Record<string, unknown>): FastifyPluginAsync =>
  plugin(async (app) => {
    await app.register(swaggerUi, {
      routePrefix: "/docs",
      staticCSP: contentSecurityPolicy,
      transformSpecification: document,
      transformSpecificationClone: false,
      logo: { type: "image/svg+xml", content: Buffer.from(referenceLogo) },
      theme: {
        title: "Headgate gateway API",
        css: [{ filename: "headgate.css", content: referenceStyle }],
        js: [{ filename: "headgate.js", content: referenceScript }],
        favicon: [
          {
            ...{ filename: "icon.svg", rel: "icon", sizes: "any", type: "image/svg+xml" },
            content: Buffer.from(referenceLogo),
          },
        ],
      },
      uiConfig: {
        docExpansion: "none",
        defaultModelsExpandDepth: 0,
        filter: true,
        // A management key is typed in to try something; it is gone with the page.
        persistAuthorization: false,
      },
    });
  });
