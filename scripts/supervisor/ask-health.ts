import {
  challengeHeader,
  isProof,
  newChallenge,
  proofHeader,
} from "../../gateway/platform/process/health-proof";
import { within } from "../../gateway/platform/process/within";

const answerMsMax = 5_000;

/** `stranger`: something answers there, and can't prove that it is the process that has the secret. */
export type Health = "ready" | "not ready" | "silent" | "stranger";

/** Sends nothing but a challenge. Waits no longer than that even where the fetch forgets to end. */
export async function askHealth(url: string, secret: string): Promise<Health> {
  const controller = new AbortController();
  return within(ask(url, secret, controller.signal), answerMsMax, "an answer").catch(() => {
    controller.abort();
    return "silent";
  });
}

async function ask(url: string, secret: string, signal: AbortSignal): Promise<Health> {
  const challenge = newChallenge();
  try {
    const headers = { [challengeHeader]: challenge };
    const answer = await fetch(url, { signal, headers, redirect: "manual" });
    // A stranger's body may never end; ours is a line, and tells nothing more.
    await answer.body?.cancel();
    if (!isProof(secret, challenge, answer.headers.get(proofHeader))) return "stranger";
    return answer.ok ? "ready" : "not ready";
  } catch {
    return "silent";
  }
}
