import { describe, expect, it } from "vitest";
import type {
  ShareDocument,
  WorkspaceDocument,
} from "../../../../src/lib/workspace/administration-answers.js";
import { parseTerms } from "../../../../src/ui/state/team/ask-share.js";
import { offeredLayers } from "../../../../src/ui/state/active-layers.js";
import { shareCommand } from "../../../../src/ui/state/team/team-act.js";
import type { TeamOverview } from "../../../../src/ui/state/team/team-overview.js";
import { rowsOf, type TeamScreen } from "../../../../src/ui/state/team/team-screen.js";
import { Explorer } from "../../support/explorer.js";
import { objectRow, prefixRow } from "../list/sample-rows.js";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const DAY_MS = 86_400_000;

function workspace(name: string, owner = "alice"): WorkspaceDocument {
  return {
    name,
    owner,
    bucket: "data",
    prefix: `${owner}/${name}/`,
    uri: `s3://data/${owner}/${name}/`,
    isPublic: false,
    quotaBytes: null,
    createdAt: "2026-01-01T00:00:00.000Z",
    permission: "READWRITE",
    parts: [],
  };
}

function share(id: string, direction: ShareDocument["direction"], daysLeft?: number): ShareDocument {
  const expiresAt = daysLeft === undefined ? null : new Date(NOW + daysLeft * DAY_MS).toISOString();
  return {
    id,
    workspace: "lab",
    owner: "alice",
    user: "bob",
    group: null,
    permission: "READ",
    prefix: "",
    uri: "s3://data/alice/lab/",
    createdBy: "alice",
    createdAt: "2026-01-01T00:00:00.000Z",
    expiresAt,
    isExpired: daysLeft !== undefined && daysLeft <= 0,
    direction,
  };
}

const USER = {
  name: "bob",
  email: null,
  isAdministrator: false,
  isEnabled: true,
  createdAt: "2026-01-01T00:00:00.000Z",
  accessKeyId: "S3KUBOB",
  keyCreatedAt: "2026-01-01T00:00:00.000Z",
  groups: [],
};

const OVERVIEW: TeamOverview = {
  atMs: NOW,
  caller: { user: { ...USER, name: "alice" }, isAdministrator: true },
  workspaces: [workspace("lab"), workspace("den", "bob")],
  shares: [
    share("late", "given", 90),
    share("soon", "given", 20),
    share("sooner", "received", 2),
    share("over", "given", -1),
    share("open", "received"),
  ],
  tokens: [],
  users: [USER],
};

function opened(overview: TeamOverview = OVERVIEW): Explorer {
  const explorer = new Explorer().answer().press("g", "s");
  const effect = explorer.effects.at(-1);
  if (effect?.type !== "load-team") throw new Error("the team was not asked for");
  return explorer.send({
    type: "team",
    requestId: effect.requestId,
    overview: { state: "ready", value: overview },
  });
}

function screenOf({ state }: Explorer): TeamScreen {
  if (state.screen.kind !== "team") throw new Error("not the team");
  return state.screen;
}

const ids = (explorer: Explorer) => rowsOf(screenOf(explorer)).map(({ id }) => id);
const lastEffect = (explorer: Explorer) => explorer.effects.at(-1);

describe("the team", () => {
  it("shows workspaces, shares given, received and expiring, tokens and users, each by its key and in turn", () => {
    const explorer = opened();
    expect(ids(explorer)).toEqual(["lab", "den"]);
    expect(ids(explorer.press("2"))).toEqual(["late", "soon", "over"]);
    expect(ids(explorer.press("tab"))).toEqual(["sooner", "open"]);
    expect(ids(explorer.press("4"))).toEqual(["sooner", "soon"]);
    expect(ids(explorer.press("tab"))).toEqual([]);
    expect(ids(explorer.press("6"))).toEqual(["bob"]);
    expect(ids(explorer.press("tab"))).toEqual(["lab", "den"]);
  });

  it("shows administrators every share, whoever gave it, and others their own alone", () => {
    const shares = OVERVIEW.shares.map((one) => ({ ...one, direction: "other" as const }));
    const user = { ...USER, name: "alice" };
    const seenBy = (caller: TeamOverview["caller"]) => opened({ ...OVERVIEW, caller, shares }).press("2");
    expect(ids(seenBy({ user: null, isAdministrator: true }))).toHaveLength(5);
    const [first] = rowsOf(screenOf(seenBy({ user, isAdministrator: true })));
    expect(first?.who).toBe("alice with bob");
    expect(ids(seenBy({ user, isAdministrator: false }))).toEqual([]);
  });

  it("says how long a share goes on, in the unit that fits, and rounds what passed since it was given", () => {
    const shares = [20 - 1e-4, 1.5, 0.01, -1].map((days, i) => share(`s${i.toString()}`, "given", days));
    const rows = rowsOf(screenOf(opened({ ...OVERVIEW, shares }).press("2")));
    expect(rows.map(({ facts }) => facts)).toEqual([
      "read  20 days left",
      "read  36 h left",
      "read  15 min left",
      "read  ended",
    ]);
  });

  it("leads to a workspace's objects", () => {
    const location = opened().press("j", "enter").lastListing().location;
    expect(location).toEqual({ kind: "prefix", bucket: "data", prefix: "bob/den/" });
  });

  it("shares a workspace with whom one types, after saying what is wrong with it", () => {
    const explorer = opened().press("s");
    const type = (text: string) => explorer.press(...Array.from(text), "enter");
    type("bob");
    expect(explorer.state.dialog?.kind).toBe("prompt");
    type(" read");
    expect(lastEffect(explorer)).toMatchObject({
      type: "act-team",
      act: {
        kind: "share-place",
        bucket: "data",
        prefix: "alice/lab/",
        terms: { user: "bob", permission: "READ" },
      },
    });
  });

  it("revokes only what was confirmed, tells how it went, and asks anew", () => {
    const explorer = opened().press("2", "x");
    expect(explorer.state.dialog?.kind).toBe("confirm");
    explorer.press("n");
    expect(lastEffect(explorer)?.type).toBe("load-team");
    explorer.press("x", "y");
    const act = lastEffect(explorer);
    expect(act).toMatchObject({ type: "act-team", act: { kind: "revoke-share", id: "late" } });
    expect(explorer.state.commandLog.at(-1)?.line).toContain("share revoke late");
    const requestId = act?.type === "act-team" ? act.requestId : 0;
    explorer.send({ type: "team-acted", requestId, text: "Revoked it", problem: undefined });
    expect(explorer.state.notice).toEqual({ kind: "good", text: "Revoked it" });
    expect(lastEffect(explorer)?.type).toBe("load-team");
  });

  it("shows all that is known of a row, and copies a line of it", () => {
    const marks = (explorer: Explorer) =>
      explorer.state.dialog?.kind === "pick"
        ? explorer.state.dialog.shown.map(({ mark, text }) => `${mark ?? ""}: ${text}`)
        : [];
    const shared = marks(opened().press("i"));
    expect(shared).toContain("address: s3://data/alice/lab/");
    expect(shared.filter((line) => line.startsWith("shared: with bob: READ"))).toHaveLength(5);
    expect(marks(opened().press("2", "i"))).toContain("with: bob");
    const user = opened().press("6", "enter");
    expect(marks(user)).toContain("owns: den");
    user.press(...Array.from("S3KUBOB"), "enter");
    expect(lastEffect(user)).toEqual({ type: "copy", text: "S3KUBOB" });
  });

  it("logs the command line of a share once the gateway has said which workspace it is", () => {
    const explorer = opened().press("s", ...Array.from("bob read"), "enter");
    const before = explorer.state.commandLog.length;
    const command = shareCommand("lab", "sub/", {
      group: "crew",
      permission: "READWRITE",
      expiresAt: "2026-02-01T00:00:00.000Z",
    });
    explorer.send({ type: "team-acted", requestId: 0, text: "Shared", command, problem: undefined });
    expect(explorer.state.commandLog).toHaveLength(before + 1);
    expect(explorer.state.commandLog.at(-1)?.line).toBe(
      "s3kit share create lab --group crew --permission readwrite --prefix sub/ --expires 2026-02-01T00:00:00.000Z",
    );
  });

  it("changes nothing when it was started read-only", () => {
    const explorer = opened();
    explorer.state = { ...explorer.state, readOnly: true };
    for (const [section, key] of [
      ["1", "s"],
      ["1", "a"],
      ["2", "x"],
      ["6", "x"],
      ["6", "e"],
    ] as const) {
      explorer.press(section, key);
      expect(explorer.state.dialog).toBeUndefined();
    }
    expect(lastEffect(explorer)?.type).toBe("load-team");
    expect(ids(explorer.press("2"))).toHaveLength(3);
  });

  it("offers only what is of use for the row under the cursor", () => {
    const offered = (explorer: Explorer) =>
      offeredLayers(explorer.state)
        .filter(({ name }) => name === "team")
        .flatMap(({ actions }) => actions.map(({ id }) => id));
    expect(offered(opened())).toContain("team.share");
    expect(offered(opened())).not.toContain("team.revoke");
    expect(offered(opened().press("6"))).toEqual(expect.arrayContaining(["team.revoke", "team.enable"]));
    expect(offered(opened().press("6"))).not.toContain("team.share");
    expect(opened().press("6", "s").state.notice?.kind).toBe("warning");
    const none = offered(opened().press("5"));
    for (const id of ["team.open", "team.details", "team.share", "team.revoke"])
      expect(none).not.toContain(id);
    expect(none).toContain("team.new");
  });

  it("says why something was refused, and keeps what it shows", () => {
    const explorer = opened().press("6", "x", "y");
    const problem = { code: "AccessDenied", message: "This is for administrators", hints: ["Ask one"] };
    explorer.send({ type: "team-acted", requestId: 0, text: "", problem });
    expect(explorer.state.notice?.text).toBe("AccessDenied: This is for administrators. Ask one");
    expect(ids(explorer)).toEqual(["bob"]);
  });

  it("keeps the cursor on its row when it is asked anew, and takes no answer for another", () => {
    const explorer = opened().press("j", "R");
    const { requestId } = screenOf(explorer);
    const more = { ...OVERVIEW, workspaces: [workspace("aaa"), ...OVERVIEW.workspaces] };
    explorer.send({ type: "team", requestId: requestId - 1, overview: { state: "ready", value: more } });
    expect(ids(explorer)).toHaveLength(2);
    explorer.send({ type: "team", requestId, overview: { state: "ready", value: more } });
    expect(screenOf(explorer).window.cursor).toBe(2);
  });

  it("shares the folder under the cursor of a list, or the one that is open, and links to objects", () => {
    const explorer = new Explorer().answer(prefixRow("sub/"), objectRow("notes.txt"));
    explorer.press("W", ...Array.from("bob write"), "enter");
    expect(lastEffect(explorer)).toMatchObject({
      act: { kind: "share-place", bucket: "photos", prefix: "sub/" },
    });
    explorer.press("j", "W", ...Array.from("group:lab readwrite"), "enter");
    expect(lastEffect(explorer)).toMatchObject({
      act: { prefix: "", terms: { group: "lab", permission: "READWRITE" } },
    });
    explorer.press("c", "w");
    expect(lastEffect(explorer)).toMatchObject({
      act: { kind: "create-link", bucket: "photos", key: "notes.txt" },
    });
    explorer.send({
      type: "team-acted",
      requestId: 0,
      text: "Copied",
      copy: "http://x/y",
      problem: undefined,
    });
    expect(lastEffect(explorer)).toEqual({ type: "copy", text: "http://x/y" });
  });
});

describe("the terms of a share", () => {
  it("are who, what, and until when", () => {
    expect(parseTerms(" bob  read ")).toEqual({ user: "bob", permission: "READ" });
    expect(parseTerms("group:lab readwrite 7d")).toMatchObject({
      group: "lab",
      permission: "READWRITE",
      expiresAt: expect.stringMatching(/Z$/),
    });
  });

  it.each(["", "bob", "bob all", "bob read soon", "bob read 7d more"])("%j are none", (text) => {
    expect(() => parseTerms(text)).toThrow();
  });
});
