import type { Action, CommandWords } from "../../actions/action.js";
import { formatS3Uri } from "../../../lib/s3/uri.js";
import { clamp } from "../list-window.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack } from "../history.js";
import {
  EXPIRIES,
  expiryOf,
  PRESIGN_VERBS,
  represign,
  type Presigned,
  type PresignScreen,
} from "./presign-screen.js";

/** What keys do where a link is made. */
export const PRESIGN_ACTIONS: readonly Action[] = [
  {
    id: "presign.copy",
    title: "Copy the link",
    keys: ["enter", "c u", "c c"],
    hint: { label: "copy", priority: 1 },
    run: onPresign((state, { made }) => copy(state, made, "link", ({ url }) => url)),
    command: presignCommand,
  },
  {
    id: "presign.copy-curl",
    title: "Copy a curl line that uses it",
    keys: ["c l"],
    run: onPresign((state, { made }) => copy(state, made, "curl line", ({ curl }) => curl)),
    command: (state) => {
      const words = presignCommand(state);
      return words === undefined ? undefined : [...words, "--format", "curl"];
    },
  },
  {
    id: "presign.verb",
    title: "Let it do something else: read, write, delete",
    keys: ["right", "l", "tab"],
    hint: { label: "what it does", priority: 2 },
    run: onPresign((state, screen) => represign(state, screen, { verb: beside(screen, 1) })),
  },
  {
    id: "presign.verb-back",
    title: "Let it do what stands before",
    keys: ["left", "h", "shift+tab"],
    run: onPresign((state, screen) => represign(state, screen, { verb: beside(screen, -1) })),
  },
  {
    id: "presign.longer",
    title: "Let it last longer",
    keys: ["up", "k", "+"],
    hint: { label: "longer", priority: 3 },
    run: onPresign((state, screen) =>
      represign(state, screen, { expiry: clamp(screen.expiry + 1, 0, EXPIRIES.length - 1) }),
    ),
  },
  {
    id: "presign.shorter",
    title: "Let it end sooner",
    keys: ["down", "j", "-"],
    hint: { label: "shorter", priority: 4 },
    run: onPresign((state, screen) =>
      represign(state, screen, { expiry: clamp(screen.expiry - 1, 0, EXPIRIES.length - 1) }),
    ),
  },
  {
    id: "presign.leave",
    title: "Go back",
    keys: ["escape", "backspace"],
    hint: { label: "back", priority: 1 },
    run: goBack,
  },
];

function onPresign(run: (state: ExplorerState, screen: PresignScreen) => Transition): Action["run"] {
  return (state) => (state.screen.kind === "presign" ? run(state, state.screen) : settled(state));
}

function presignCommand({ screen }: ExplorerState): CommandWords | undefined {
  if (screen.kind !== "presign") return undefined;
  const { verb, object } = screen;
  const uri = formatS3Uri(object);
  const version =
    object.versionId === undefined || verb === "PUT" || verb === "POST"
      ? []
      : ["--version-id", object.versionId];
  return ["presign", verb.toLowerCase(), uri, "--expires", expiryOf(screen).text, ...version];
}

function beside({ verb }: PresignScreen, delta: 1 | -1) {
  const count = PRESIGN_VERBS.length;
  return PRESIGN_VERBS[(PRESIGN_VERBS.indexOf(verb) + delta + count) % count] ?? "GET";
}

function copy(
  state: ExplorerState,
  made: PresignScreen["made"],
  name: string,
  textOf: (made: Presigned) => string,
): Transition {
  if (made.state !== "ready") return settled(noting(state, "warning", "There is no link yet"));
  return settled(noting(state, "good", `Copied the ${name}`), { type: "copy", text: textOf(made.value) });
}
