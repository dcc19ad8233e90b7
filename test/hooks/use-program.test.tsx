import { Text } from "ink";
import { cleanup, render } from "ink-testing-library";
import { afterEach, expect, it, vi } from "vitest";
import { useInterval } from "../../src/hooks/use-interval.js";
import { useProgram, type Program } from "../../src/hooks/use-program.js";

type Counter = Program<number, "start" | "add" | "double", "later">;

afterEach(cleanup);

function counterOf(perform: Counter["perform"]): Counter {
  return {
    initial: 1,
    update: (state, event) => {
      if (event === "start") return { state, effects: ["later"] };
      return { state: event === "add" ? state + 1 : state * 2, effects: [] };
    },
    perform,
  };
}

function Show({ program }: { readonly program: Counter }) {
  const { state } = useProgram(program, "start");
  return <Text>{`state ${state.toString()}`}</Text>;
}

it("shows what events make of the state, and performs what they ask for", async () => {
  const program = counterOf((_, send) => {
    setImmediate(() => {
      send("add");
      send("double");
    });
  });
  const { lastFrame } = render(<Show program={program} />);
  await vi.waitFor(() => expect(lastFrame()).toBe("state 4"));
});

it("takes nothing in any more once it is unmounted", async () => {
  const sent: (() => void)[] = [];
  const update = vi.fn(counterOf(() => undefined).update);
  const program = { ...counterOf((_, send) => sent.push(() => send("add"))), update };
  const { unmount } = render(<Show program={program} />);
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  unmount();
  const before = update.mock.calls.length;
  sent[0]?.();
  expect(update.mock.calls.length).toBe(before);
});

it("ticks only while it is wanted", async () => {
  const tick = vi.fn();
  function Ticking({ active }: { readonly active: boolean }) {
    useInterval(tick, 10, active);
    return null;
  }
  const { rerender } = render(<Ticking active />);
  await vi.waitFor(() => expect(tick.mock.calls.length).toBeGreaterThan(2));
  rerender(<Ticking active={false} />);
  const before = tick.mock.calls.length;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(tick.mock.calls.length).toBe(before);
});
