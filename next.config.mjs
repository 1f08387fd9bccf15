/** @type {import("next").NextConfig} */
export default {
  // A second build or dev server beside a running one needs a folder of its own.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  // There is nothing to optimize, so there is no optimizer to attack.
  images: { unoptimized: true },
  serverExternalPackages: ["@node-rs/argon2", "pg"],
  // npm run verify checks types, with TypeScript 7, which has no API for Next to call.
  typescript: { ignoreBuildErrors: true },
  // Development would print the arguments of server actions, secrets among them.
  logging: { serverFunctions: false },
  experimental: {
    optimizePackageImports: ["radix-ui"],
    serverActions: { bodySizeLimit: "1mb" },
  },
};
