/** One that fails is fetched again by the click, which then says so. */
const toldByTheClick = () => undefined;

/**
 * For a button whose dialog is fetched when it is opened: begins as the pointer or the focus reaches
 * the button, so that the click need not wait.
 */
export function fetchAhead(load: () => Promise<unknown>) {
  const begin = () => void load().catch(toldByTheClick);
  return { onPointerEnter: begin, onFocus: begin };
}
