import type { Workspace } from "../../workspace/registry/records.js";
import type { RegistryState } from "../../workspace/registry/registry-state.js";

/** Finds the workspaces with a quota around a key, in time that does not grow with their number. */
export class QuotaIndex {
  readonly #state: () => RegistryState;
  readonly #onChange: (limited: ReadonlySet<string>) => void;
  #sequence = -1;
  #byPlace: ReadonlyMap<string, readonly Workspace[]> = new Map();

  /** @param onChange told of the ids of all workspaces with a quota, after the registry changed */
  constructor(state: () => RegistryState, onChange: (limited: ReadonlySet<string>) => void) {
    this.#state = state;
    this.#onChange = onChange;
  }

  /** Workspaces lie in folders, so that only the folders around a key can be theirs. */
  containing(bucket: string, key: string): readonly Workspace[] {
    this.#update();
    if (this.#byPlace.size === 0) return [];
    const found: Workspace[] = [];
    for (let end = 0; ; end = key.indexOf("/", end) + 1) {
      found.push(...(this.#byPlace.get(`${bucket}/${key.slice(0, end)}`) ?? []));
      if (!key.includes("/", end)) return found;
    }
  }

  #update(): void {
    const state = this.#state();
    if (state.sequence === this.#sequence) return;
    const byPlace = new Map<string, readonly Workspace[]>();
    const limited = new Set<string>();
    for (const workspace of state.workspaces.all()) {
      if (workspace.quotaBytes === undefined) continue;
      const place = `${workspace.bucket}/${workspace.prefix}`;
      byPlace.set(place, [...(byPlace.get(place) ?? []), workspace]);
      limited.add(workspace.id);
    }
    this.#byPlace = byPlace;
    this.#sequence = state.sequence;
    this.#onChange(limited);
  }
}
