import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/sign-in/sign-in-form";
import { Logo } from "@/components/ui/logo";
import { currentMember } from "@/lib/auth/auth";
import { env } from "@/lib/env";
import { safeReturnPath, signInErrorMessage } from "@/lib/sign-in/sign-in-error";
import type { SearchParams } from "@/lib/url-state/search-params";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const { callbackUrl, error } = await searchParams;
  const returnPath = safeReturnPath(typeof callbackUrl === "string" ? callbackUrl : null);
  if (await currentMember()) redirect(returnPath);
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 pt-[16vh]">
      <div className="w-full max-w-88">
        <Logo className="mb-6 size-8" />
        <h1 className="font-semibold text-xl tracking-tight">Sign in to Headgate</h1>
        <p className="mt-1 mb-6 text-muted-foreground">
          Customers, limits and keys of your model API.
        </p>
        <SignInForm
          returnPath={returnPath}
          singleSignOn={env().oidc !== null}
          initialError={typeof error === "string" ? signInErrorMessage(error, Date.now()) : null}
        />
      </div>
    </main>
  );
}
