import swaggerUi from "@fastify/swagger-ui";
import type { FastifyPluginAsync } from "fastify";
import plugin from "fastify-plugin";

/** `GET /docs`: the document as a page to read and try. Everything that it loads is served here. */
export const referencePage = (document: () => Record<string, unknown>): FastifyPluginAsync =>
  plugin(async (app) => {
    await app.register(swaggerUi, {
      routePrefix: "/docs",
      staticCSP: true,
      transformSpecification: document,
      transformSpecificationClone: false,
      theme: { title: "Headgate gateway API" },
      uiConfig: {
        docExpansion: "none",
        defaultModelsExpandDepth: 0,
        filter: true,
        // A management key is typed in to try something; it is gone with the page.
        persistAuthorization: false,
      },
    });
  });
