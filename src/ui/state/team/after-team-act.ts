import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { noteTeamAct, type TeamActed } from "./team-act.js";
import { reloadTeam } from "./team-screen.js";

/** Tell how a change of who may do what went, and show what there is now. */
export function afterTeamAct(state: ExplorerState, event: TeamActed): Transition {
  const noted = noteTeamAct(state, event);
  const { screen } = noted.state;
  if (screen.kind !== "team" || event.problem !== undefined) return noted;
  const reloaded = reloadTeam(noted.state, screen);
  return settled(reloaded.state, ...noted.effects, ...reloaded.effects);
}
