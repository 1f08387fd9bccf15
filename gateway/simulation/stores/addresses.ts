/** Nothing is connected to. */
export const guardedDispatcher = () => ({ destroy: async () => {} });
export const checkUpstreamUrl = () => {};
