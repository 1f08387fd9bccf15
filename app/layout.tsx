import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { permanentRedirect } from "next/navigation";
import type { ReactNode } from "react";
import { env } from "@/lib/env";
import { nonceHeader, otherHostHeader, requestedPathHeader } from "@/lib/http/request-headers";
import "./globals.css";
import { Providers } from "./providers";

export const metadata: Metadata = {
  title: { default: "Headgate", template: "%s · Headgate" },
  description: "Customers, limits and keys of your model API",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fafafa" },
    { media: "(prefers-color-scheme: dark)", color: "#0b0b0c" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading the request makes every page dynamic, which the nonce needs.
  const sent = await headers();
  if (sent.get(otherHostHeader) === "1") {
    permanentRedirect(`${env().canonicalOrigin}${sent.get(requestedPathHeader) ?? "/"}`);
  }
  const nonce = sent.get(nonceHeader) ?? undefined;
  return (
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <body>
        <Providers nonce={nonce}>{children}</Providers>
      </body>
    </html>
  );
}
