import { slug } from "./prepare-gateway";
import type { Replicas } from "./start-replicas";

/** Long after whatever is promised: a change that never comes ends the run. */
export const patienceMs = 120_000;
const body = JSON.stringify({
  model: slug,
  max_tokens: 4,
  messages: [{ role: "user", content: "hi" }],
});

export interface Answer {
  status: number;
  text: string;
}

export async function ask(url: string, key: string): Promise<Answer> {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body,
  });
  return { status: answer.status, text: await answer.text() };
}

export async function untilAll(
  { urls }: Replicas,
  key: string,
  isTrue: (answer: Answer) => boolean,
) {
  const deadline = performance.now() + patienceMs;
  for (const url of urls) {
    for (let answer = await ask(url, key); !isTrue(answer); answer = await ask(url, key)) {
      if (performance.now() > deadline) throw new Error(`${answer.status} ${answer.text}`);
    }
  }
}

export const isServed = ({ status }: Answer) => status === 200;
