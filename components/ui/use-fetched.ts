import { type ComponentType, useEffect, useState } from "react";

/**
 * A component that is fetched when it is first wanted; null until it is there. Lazy components of
 * React show nothing for 300 ms where their placeholder was drawn, however fast they come.
 * @param load the same function at every render; a failure is thrown to the error boundary
 */
export function useFetched<Props>(
  isWanted: boolean,
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> | null {
  const [fetched, setFetched] = useState<ComponentType<Props> | null>(null);
  const isMissing = isWanted && fetched === null;
  useEffect(() => {
    if (!isMissing) return;
    let isLeft = false;
    load().then(
      (component) => {
        if (!isLeft) setFetched(() => component);
      },
      (cause: unknown) => {
        if (isLeft) return;
        setFetched(() => {
          throw cause;
        });
      },
    );
    return () => {
      isLeft = true;
    };
  }, [isMissing, load]);
  return isWanted ? fetched : null;
}
