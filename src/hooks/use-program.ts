import { useEffect, useMemo, useSyncExternalStore } from "react";

/** A program as data: a state, and what events make of it and want done. */
export interface Program<State, Event, Effect> {
  readonly initial: State;
  readonly update: (
    state: State,
    event: Event,
  ) => { readonly state: State; readonly effects: readonly Effect[] };
  /** Do what was asked when the state was this; answers come back through `send`, now or later. */
  readonly perform: (effect: Effect, send: (event: Event) => void, state: State) => void;
}

export interface RunningProgram<State, Event> {
  readonly state: State;
  readonly send: (event: Event) => void;
}

/** Run a program for as long as the component is mounted; `program` must be stable. */
export function useProgram<State, Event, Effect>(
  program: Program<State, Event, Effect>,
  first: Event,
): RunningProgram<State, Event> {
  const store = useMemo(() => createStore(program), [program]);
  const state = useSyncExternalStore(store.subscribe, store.current);
  useEffect(() => {
    store.send(first);
    return store.stop;
    // The first event is sent once, whatever value a later render passes.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [store]);
  return { state, send: store.send };
}

function createStore<State, Event, Effect>({ initial, update, perform }: Program<State, Event, Effect>) {
  let state = initial;
  let stopped = false;
  const listeners = new Set<() => void>();
  const send = (event: Event): void => {
    if (stopped) return;
    const next = update(state, event);
    state = next.state;
    for (const listener of listeners) listener();
    for (const effect of next.effects) perform(effect, send, next.state);
  };
  return {
    send,
    current: () => state,
    stop: () => {
      stopped = true;
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
