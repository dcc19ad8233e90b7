import { openPick } from "./dialog/pick-dialog.js";
import type { ExplorerState, Transition } from "./explorer-state.js";
import { goToStore } from "./history.js";

/** A store that can be switched to. */
export interface ProfileChoice {
  readonly name: string;
  /** Where it is: a host, or where its settings come from. */
  readonly place: string;
}

/** Let one of the profiles be chosen. */
export function chooseProfile(state: ExplorerState, profiles: readonly ProfileChoice[]): ExplorerState {
  const dialog = openPick({
    title: "Profiles",
    placeholder: "type to search; ↵ switches to it",
    nothing: "No such profile; s3kit profile add NAME makes one",
    items: profiles.map((profile) => ({
      text: profile.name,
      note: profile.place,
      choose: (now) => switchTo(now, profile),
    })),
  });
  return { ...state, dialog };
}

/** Another store: a client of its own, and its buckets. "Back" returns to the present one. */
function switchTo(state: ExplorerState, { name, place }: ProfileChoice): Transition {
  const label = place === "~/.aws" ? name : `${name} · ${place}`;
  return goToStore(state, ["--profile", name], label);
}
