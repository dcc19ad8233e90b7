import type { AdministrationOperation, InputOf } from "../../workspace/administration.js";

const TEXT = { type: "string", maxLength: 2048 } as const;
const NAMES = { type: "array", items: TEXT, maxItems: 1000 } as const;
const FLAG = { type: "boolean" } as const;
const NUMBER = { type: "number" } as const;
const PERMISSION = { enum: ["READ", "WRITE", "READWRITE"] } as const;
const OR_NULL = (schema: object) => ({ anyOf: [schema, { type: "null" }] });

/**
 * What the input of each operation may be, as JSON Schema: what comes over the network is not yet of the type that the
 * operation takes. Whether it makes sense, the operation says itself.
 */
export const INPUT_SCHEMAS: { readonly [Name in AdministrationOperation]: object } = {
  whoAmI: input<"whoAmI">({}),
  register: input<"register">({ code: TEXT, name: TEXT }, "code", "name"),

  createUser: input<"createUser">({ name: TEXT, email: TEXT, isAdministrator: FLAG, groups: NAMES }, "name"),
  listUsers: input<"listUsers">({}),
  showUser: input<"showUser">({ name: TEXT }, "name"),
  setUserEnabled: input<"setUserEnabled">({ name: TEXT, isEnabled: FLAG }, "name", "isEnabled"),
  deleteUser: input<"deleteUser">({ name: TEXT }, "name"),
  rotateUserKey: input<"rotateUserKey">({ name: TEXT }, "name"),

  createGroup: input<"createGroup">({ name: TEXT }, "name"),
  listGroups: input<"listGroups">({}),
  addToGroup: input<"addToGroup">({ group: TEXT, users: NAMES }, "group", "users"),
  removeFromGroup: input<"removeFromGroup">({ group: TEXT, users: NAMES }, "group", "users"),
  deleteGroup: input<"deleteGroup">({ name: TEXT }, "name"),

  createInvitation: input<"createInvitation">({ userName: TEXT, groups: NAMES, expiresAt: TEXT }),
  listInvitations: input<"listInvitations">({}),
  revokeInvitation: input<"revokeInvitation">({ id: TEXT }, "id"),

  createWorkspace: input<"createWorkspace">(
    {
      name: TEXT,
      bucket: TEXT,
      prefix: TEXT,
      isPublic: FLAG,
      quotaBytes: NUMBER,
      owner: TEXT,
      mayOverlap: FLAG,
    },
    "name",
  ),
  listWorkspaces: input<"listWorkspaces">({}),
  showWorkspace: input<"showWorkspace">({ name: TEXT }, "name"),
  updateWorkspace: input<"updateWorkspace">(
    { name: TEXT, newName: TEXT, isPublic: FLAG, quotaBytes: OR_NULL(NUMBER) },
    "name",
  ),
  transferWorkspace: input<"transferWorkspace">({ name: TEXT, owner: TEXT }, "name", "owner"),
  deleteWorkspace: input<"deleteWorkspace">({ name: TEXT }, "name"),
  importWorkspaces: input<"importWorkspaces">(
    { bucket: TEXT, prefix: TEXT, each: FLAG, name: TEXT, owner: TEXT, mayOverlap: FLAG },
    "bucket",
    "prefix",
    "each",
  ),

  createShare: input<"createShare">(
    { workspace: TEXT, user: TEXT, group: TEXT, permission: PERMISSION, prefix: TEXT, expiresAt: TEXT },
    "workspace",
    "permission",
  ),
  listShares: input<"listShares">({ workspace: TEXT }),
  updateShare: input<"updateShare">({ id: TEXT, permission: PERMISSION, expiresAt: OR_NULL(TEXT) }, "id"),
  revokeShare: input<"revokeShare">({ id: TEXT }, "id"),

  createLink: input<"createLink">(
    { bucket: TEXT, key: TEXT, expiresAt: TEXT, maxDownloads: NUMBER, password: TEXT },
    "bucket",
    "key",
  ),
  listLinks: input<"listLinks">({}),
  revokeLink: input<"revokeLink">({ id: TEXT }, "id"),

  issueToken: input<"issueToken">({ workspaces: NAMES, durationSeconds: NUMBER, user: TEXT }),
  describeToken: input<"describeToken">({ workspaces: NAMES, durationSeconds: NUMBER, user: TEXT }),
  recordToken: input<"recordToken">(
    { user: TEXT, workspaces: NAMES, accessKeyId: TEXT, expiresAt: TEXT },
    "user",
    "workspaces",
    "accessKeyId",
    "expiresAt",
  ),
  listTokens: input<"listTokens">({ user: TEXT }),
  revokeToken: input<"revokeToken">({ id: TEXT }, "id"),

  showSettings: input<"showSettings">({}),
  updateSettings: input<"updateSettings">({
    defaultBucket: OR_NULL(TEXT),
    defaultPrefix: TEXT,
    stsRoleArn: OR_NULL(TEXT),
    gatewayEndpoint: OR_NULL(TEXT),
  }),

  readAudit: input<"readAudit">({
    since: TEXT,
    until: TEXT,
    by: TEXT,
    action: TEXT,
    outcome: { enum: ["done", "refused"] },
    target: TEXT,
    limit: NUMBER,
    next: TEXT,
  }),
};

function input<Name extends AdministrationOperation>(
  properties: { readonly [Property in keyof InputOf<Name>]-?: object },
  ...required: readonly (keyof InputOf<Name> & string)[]
): object {
  return { type: "object", properties, required, additionalProperties: false };
}
