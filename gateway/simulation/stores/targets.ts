/** Nobody is called: the upstream is a part of the world. */
export const toUpstreamTarget = async () => ({});
