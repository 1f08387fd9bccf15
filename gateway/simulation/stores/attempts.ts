import type * as real from "../../metering/deliveries/send-attempt";
import { currentWorld } from "../current-world";
import type { SimulatedSignal } from "../simulated-globals";

/** The network to the receiver, and the receiver. */
export const sendAttempt: (typeof real)["sendAttempt"] = (_config, _connections, attempt) =>
  currentWorld().receiver.take(attempt.id, attempt.body, toLimitMs(attempt.signal));

const toLimitMs = (signal: unknown) => (signal as SimulatedSignal).ms;
