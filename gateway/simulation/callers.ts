import { admit } from "../inference/admission/admit";
import type { Caller } from "../inference/caller/authenticate-caller";
import type { InferenceCall } from "../inference/request/inference-call";
import type { InferenceRequest } from "../inference/request/inference-request";
import { violation } from "./invariants";
import type { SimulatedGateway } from "./simulated-gateway";
import type { World } from "./world";

const promptTokensMax = 20;

/** One request from its admission to its end, with a model that does what models do. */
export async function callOnce(world: World, gateway: SimulatedGateway): Promise<void> {
  const { scheduler } = world;
  const { random } = scheduler;
  const { inference } = gateway;
  const promptTokens = random.int(3, promptTokensMax);
  const completionTokensMax = random.int(5, 40);
  const id = world.nextId("req");
  const caller: Caller = { keyPrefix: "sky_0123456789ab", group: random.pick(world.groups) };
  const call = { id, headers: [], slugMetrics: null, isAdmitted: false };
  const request = {
    ...{ slug: world.slug, completionTokensMax, generations: 1, choices: 1, metadata: null },
    ...{ bytes: Buffer.alloc(promptTokens), members: [], operation: chat },
  };
  const admitted = await admit(
    inference,
    caller,
    request as unknown as InferenceRequest,
    call as unknown as InferenceCall,
  ).catch((error: unknown) => {
    if (world.isRefusal(error)) return undefined;
    throw error;
  });
  if (!admitted) return;
  const { metered } = admitted;
  const written = random.int(1, completionTokensMax);
  const usage = { inputTokens: promptTokens, outputTokens: written, cachedInputTokens: 0 };
  await scheduler.sleep(1 + random.next() * (random.chance(0.05) ? 3_000 : 150));
  const ending = random.next();
  if (ending < 0.06) await metered.cancel();
  else if (ending < 0.14) await metered.fail({ code: "upstream_error", status: 500 });
  else if (ending < 0.22) await metered.abort(usage);
  else {
    metered.begin();
    const isDone = await metered.complete(usage, false).then(
      () => true,
      (error: unknown) => {
        if (world.isRefusal(error)) return false;
        throw error;
      },
    );
    if (isDone && world.countEvents(id) !== 1) {
      violation(`request ${id} was answered with ${world.countEvents(id)} events`);
    }
  }
}

const chat = { path: "/chat/completions", writes: true };
