// @vitest-environment happy-dom
import { act, Component, type ComponentType, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useFetched } from "./use-fetched";

const load = vi.fn<() => Promise<ComponentType>>();
let root: Root;

function Opener({ isOpen }: { isOpen: boolean }) {
  const Dialog = useFetched(isOpen, load);
  return <p>page {Dialog ? <Dialog /> : null}</p>;
}
class Boundary extends Component<{ children: ReactNode }> {
  override state = { message: "" };
  static getDerivedStateFromError = ({ message }: Error) => ({ message });
  override render = () => this.state.message || this.props.children;
}
const show = (isOpen: boolean) =>
  act(async () =>
    root.render(
      <Boundary>
        <Opener isOpen={isOpen} />
      </Boundary>,
    ),
  );

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  load.mockReset();
  root = createRoot(document.body);
});
afterEach(async () => {
  await act(() => root.unmount());
  vi.unstubAllGlobals();
});

test("it is fetched when it is wanted, once, and the page stays meanwhile", async () => {
  let arrive: (component: ComponentType) => void = () => {};
  load.mockReturnValue(new Promise((resolve) => (arrive = resolve)));
  await show(false);
  expect(load).not.toHaveBeenCalled();
  await show(true);
  expect(document.body.textContent).toBe("page ");
  await act(async () => arrive(() => "dialog"));
  expect(document.body.textContent).toBe("page dialog");
  await show(false);
  expect(document.body.textContent).toBe("page ");
  await show(true);
  expect(document.body.textContent).toBe("page dialog");
  expect(load).toHaveBeenCalledTimes(1);
});

test("what can't be fetched is the error boundary's", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  load.mockRejectedValue(new Error("no network"));
  await show(true);
  expect(document.body.textContent).toBe("no network");
});
