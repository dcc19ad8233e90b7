import { AccessDeniedError } from "../errors/s3kit-error.js";
import type { CallOptions } from "../s3/call-options.js";
import type { Administration, AdministrationOperation, AnswerOf, InputOf } from "./administration.js";
import type { AuditRecord } from "./administration-answers.js";
import { actorName, type AdministrationContext } from "./services/administration-context.js";
import { readAudit } from "./services/audit.js";
import { createWorkspace } from "./services/create-workspace.js";
import { addToGroup, createGroup, deleteGroup, listGroups, removeFromGroup } from "./services/groups.js";
import { importWorkspaces } from "./services/import-workspaces.js";
import { createInvitation, listInvitations, register, revokeInvitation } from "./services/invitations.js";
import { createLink, listLinks, revokeLink } from "./services/links.js";
import { showSettings, updateSettings } from "./services/settings.js";
import { createShare, listShares, revokeShare, updateShare } from "./services/shares.js";
import { describeToken, issueToken, listTokens, recordToken, revokeToken } from "./services/tokens.js";
import {
  createUser,
  deleteUser,
  listUsers,
  rotateUserKey,
  setUserEnabled,
  showUser,
  whoAmI,
} from "./services/users.js";
import {
  deleteWorkspace,
  listWorkspaces,
  showWorkspace,
  transferWorkspace,
  updateWorkspace,
} from "./services/workspaces.js";

/** Act on a registry for somebody. Changes and refusals go to the audit log, which the caller flushes. */
export function administerRegistry(context: AdministrationContext): Administration {
  const names = Object.keys(OPERATIONS) as AdministrationOperation[];
  const entries = names.map((name) => [name, operate(context, name)] as const);
  return Object.fromEntries(entries) as unknown as Administration;
}

interface Service<Name extends AdministrationOperation> {
  readonly run: (
    context: AdministrationContext,
    input: InputOf<Name>,
    options?: CallOptions,
  ) => Promise<AnswerOf<Name>>;
  /** What the audit log calls it; undefined: it changes nothing. */
  readonly action?: string;
  /** Of the input: what it is done to. */
  readonly target?: (input: InputOf<Name>) => string;
}

const byName = ({ name }: { readonly name: string }) => name;
const byId = ({ id }: { readonly id: string }) => id;

const OPERATIONS: { readonly [Name in AdministrationOperation]: Service<Name> } = {
  whoAmI: { run: whoAmI },
  register: { run: register, action: "register", target: byName },
  createUser: { run: createUser, action: "user create", target: byName },
  listUsers: { run: listUsers },
  showUser: { run: showUser, target: byName },
  setUserEnabled: { run: setUserEnabled, action: "user enable", target: byName },
  deleteUser: { run: deleteUser, action: "user delete", target: byName },
  rotateUserKey: { run: rotateUserKey, action: "user rotate-key", target: byName },
  createGroup: { run: createGroup, action: "group create", target: byName },
  listGroups: { run: listGroups },
  addToGroup: { run: addToGroup, action: "group add", target: ({ group }) => group },
  removeFromGroup: { run: removeFromGroup, action: "group remove", target: ({ group }) => group },
  deleteGroup: { run: deleteGroup, action: "group delete", target: byName },
  createInvitation: {
    run: createInvitation,
    action: "user invite",
    target: ({ userName }) => userName ?? "anybody",
  },
  listInvitations: { run: listInvitations },
  revokeInvitation: { run: revokeInvitation, action: "user uninvite", target: byId },
  createWorkspace: { run: createWorkspace, action: "workspace create", target: byName },
  listWorkspaces: { run: listWorkspaces },
  showWorkspace: { run: showWorkspace, target: byName },
  updateWorkspace: { run: updateWorkspace, action: "workspace update", target: byName },
  transferWorkspace: { run: transferWorkspace, action: "workspace transfer", target: byName },
  deleteWorkspace: { run: deleteWorkspace, action: "workspace delete", target: byName },
  importWorkspaces: {
    run: importWorkspaces,
    action: "workspace import",
    target: ({ bucket, prefix }) => `s3://${bucket}/${prefix}`,
  },
  createShare: { run: createShare, action: "share create", target: ({ workspace }) => workspace },
  listShares: { run: listShares },
  updateShare: { run: updateShare, action: "share update", target: byId },
  revokeShare: { run: revokeShare, action: "share revoke", target: byId },
  createLink: { run: createLink, action: "share link", target: ({ bucket, key }) => `s3://${bucket}/${key}` },
  listLinks: { run: listLinks },
  revokeLink: { run: revokeLink, action: "share unlink", target: byId },
  issueToken: {
    run: issueToken,
    action: "token issue",
    target: ({ workspaces = [] }) => workspaces.join(" "),
  },
  describeToken: { run: describeToken },
  recordToken: { run: recordToken, action: "token issue", target: ({ user }) => user },
  listTokens: { run: listTokens },
  revokeToken: { run: revokeToken, action: "token revoke", target: byId },
  showSettings: { run: showSettings },
  updateSettings: { run: updateSettings, action: "settings update" },
  readAudit: { run: readAudit },
};

/** Names of all operations, for whoever takes them from outside. */
export const OPERATION_NAMES: ReadonlySet<string> = new Set(Object.keys(OPERATIONS));

function operate<Name extends AdministrationOperation>(context: AdministrationContext, name: Name) {
  const service: Service<Name> = OPERATIONS[name];
  return async (input: InputOf<Name>, options?: CallOptions): Promise<AnswerOf<Name>> => {
    // The name is taken before, as a user may delete himself.
    const by = actorName(context.registry.state, context.actor);
    const record = (outcome: AuditRecord["outcome"], reason: string | null): AuditRecord => ({
      at: new Date().toISOString(),
      by,
      action: service.action ?? name,
      outcome,
      target: service.target?.(input) ?? null,
      reason,
      details: detailsOf(input),
    });
    try {
      const answer = await service.run(context, input, options);
      if (service.action !== undefined) context.audit.append(record("done", null));
      return answer;
    } catch (error) {
      if (error instanceof AccessDeniedError) context.audit.append(record("refused", error.message));
      throw error;
    }
  };
}

const SECRET: ReadonlySet<string> = new Set(["code", "password"]);

/** What was asked for, without what must not be kept. */
function detailsOf(input: object): AuditRecord["details"] {
  const told = Object.entries(input).filter(([name, value]) => !SECRET.has(name) && value !== undefined);
  return Object.fromEntries(told.map(([name, value]: [string, unknown]) => [name, toldValue(value)]));
}

function toldValue(value: unknown): string | number | boolean | null {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return Array.isArray(value) ? value.join(" ") : value === null ? null : JSON.stringify(value);
}
