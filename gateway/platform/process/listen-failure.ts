import { findCode } from "../../contracts/leaves/find-code";
import { ConfigError } from "./environment";

export interface ListenPlace {
  /** The variables' names begin with it; `<prefix>_HOST` where there is one. */
  portVariable: string;
  hostVariable?: string;
  host: string;
  port: number;
}

/** True where another program listens there; a predecessor that is ending lets go of it soon. */
export const isPortTaken = (error: unknown) => findCode(error) === "EADDRINUSE";

/** The line for a person where nobody can listen at this place; the error itself otherwise. */
export function listenFailure(error: unknown, place: ListenPlace): unknown {
  const { portVariable, hostVariable, host, port } = place;
  if (isPortTaken(error)) return portTaken(place);
  if (findCode(error) === "EACCES") {
    return new ConfigError(
      `${portVariable} must be a port that this user may listen on, e.g. ${portVariable}=${port + 8_000}; ${port} is not`,
    );
  }
  if (hostVariable && ["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN"].includes(findCode(error))) {
    return new ConfigError(
      `${hostVariable} must be an address of this machine, e.g. ${hostVariable}=127.0.0.1; ${host} is none`,
    );
  }
  return error;
}

export function portTaken({ portVariable, host, port }: ListenPlace): ConfigError {
  const example = port < 65_535 ? port + 1 : port - 1;
  return new ConfigError(
    `${portVariable} must be a free port, e.g. ${portVariable}=${example}; ${port} on ${host} is in use by another program`,
  );
}
