import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { ConfigError } from "../../gateway/platform/process/environment";
import {
  isPortTaken,
  type ListenPlace,
  listenFailure,
} from "../../gateway/platform/process/listen-failure";

const pollMs = 100;
/** What somebody who is just stopping needs to let go of a port. */
const stoppingMs = 6_000;
/** What the services of a killed predecessor need for it, on a busy machine too. */
export const orphansMs = 60_000;

/**
 * Resolves once somebody can listen there, so that nothing is started beside a stranger who would
 * be taken for ours. @throws ConfigError where another program keeps the port
 */
export async function requireFreePort(
  place: ListenPlace,
  signal: AbortSignal,
  patienceMs = stoppingMs,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const failure = await tryToListen(place);
    if (failure === undefined) return;
    if (!isPortTaken(failure) || Date.now() > deadline) throw listenFailure(failure, place);
    await delay(pollMs, undefined, { signal });
  }
}

/** The same for all at once. @throws ConfigError with a line for each that is kept */
export async function requireFreePorts(
  places: readonly ListenPlace[],
  signal: AbortSignal,
  patienceMs?: number,
): Promise<void> {
  const results = await Promise.allSettled(
    places.map((place) => requireFreePort(place, signal, patienceMs)),
  );
  const failures = results.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  const other = failures.find((failure) => !(failure instanceof ConfigError));
  if (other !== undefined) throw other;
  if (failures.length > 0) {
    throw new ConfigError(failures.map(({ message }: ConfigError) => message).join("\n"));
  }
}

/** Ours must not stand in each other's way. @throws ConfigError */
export function refuseSharedPort(places: readonly ListenPlace[]): void {
  for (const [index, place] of places.entries()) {
    const other = places.slice(0, index).find((one) => meet(one, place));
    if (!other) continue;
    const { portVariable: name, port } = place;
    throw new ConfigError(
      `${name} must be another port than ${other.portVariable}, e.g. ${name}=${port < 65_535 ? port + 1 : port - 1}; both are ${port}`,
    );
  }
}

function meet(one: ListenPlace, other: ListenPlace): boolean {
  const anyHost = [one, other].some(({ host }) => host === "0.0.0.0" || host === "::");
  return one.port === other.port && (anyHost || one.host === other.host);
}

async function tryToListen({ host, port }: ListenPlace): Promise<unknown> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
