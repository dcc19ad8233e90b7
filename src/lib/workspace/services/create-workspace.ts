import { coversPrefix } from "../../access/grants/access-grant.js";
import { AccessDeniedError, ConflictError, UsageError } from "../../errors/s3kit-error.js";
import type { CallOptions } from "../../s3/call-options.js";
import { listEntryPages } from "../../s3/list-entries.js";
import type { CreateWorkspace } from "../administration.js";
import type { WorkspaceDocument } from "../administration-answers.js";
import type { User, Workspace } from "../registry/records.js";
import type { RegistryState } from "../registry/registry-state.js";
import { actingAs, commitChange, readState, type AdministrationContext } from "./administration-context.js";
import { describeWorkspace } from "./describe-records.js";
import { assertFree, assertWorkspaceName, newId, requireUser } from "./names.js";
import { assertBucketName, formatPlace, normalizePrefix, overlap, type Place } from "./places.js";
import { assertQuota } from "./workspaces.js";

/**
 * Create a workspace. Nothing is written where it lies; what is there already belongs to it. Without a bucket it is put
 * where the settings say, below its owner's name, in a place where nothing is yet.
 */
export async function createWorkspace(
  context: AdministrationContext,
  input: CreateWorkspace,
  options: CallOptions = {},
): Promise<WorkspaceDocument> {
  const { name, isPublic = false, quotaBytes } = input;
  assertWorkspaceName(name);
  if (quotaBytes !== undefined) assertQuota(quotaBytes);
  const id = newId();
  const place = await findPlace(context, await readState(context, options), input, options);
  return commitChange(
    context,
    "workspace create",
    (state, at) => {
      const owner = ownerOf(state, context, input.owner);
      if (quotaBytes !== undefined && !actingAs(state, context.actor).isAdministrator)
        throw new AccessDeniedError("Quotas are for administrators to set");
      assertFree(state.workspaceNamed(name), "workspace", name);
      assertMayLieAt(state, context, place, owner, input);
      const workspace: Workspace = {
        id,
        name,
        ownerId: owner.id,
        ...place,
        isPublic,
        ...(quotaBytes === undefined ? {} : { quotaBytes }),
        createdAt: at.toISOString(),
      };
      return {
        events: [{ put: "workspace", record: workspace }],
        answer: (after) => describeWorkspace(after, workspace, actingAs(after, context.actor).user, at),
      };
    },
    options,
  );
}

/** @throws UsageError when nobody is named and nobody acts by name */
function ownerOf(state: RegistryState, { actor }: AdministrationContext, name: string | undefined): User {
  const { user, isAdministrator } = actingAs(state, actor);
  if (name === undefined) {
    if (user !== undefined) return user;
    throw new UsageError("Whose workspace shall it be?", {
      code: "NoOwner",
      hints: ["Name the user with --owner"],
    });
  }
  const owner = isAdministrator ? requireUser(state, name) : state.userNamed(name);
  if (owner !== undefined && (isAdministrator || owner.id === user?.id)) return owner;
  throw new AccessDeniedError("Workspaces of others are for administrators to create");
}

async function findPlace(
  context: AdministrationContext,
  state: RegistryState,
  { name, bucket, prefix, owner }: CreateWorkspace,
  options: CallOptions,
): Promise<Place> {
  const below = `${ownerOf(state, context, owner).name}/${name}/`;
  if (bucket !== undefined) {
    assertBucketName(bucket);
    const place = { bucket, prefix: normalizePrefix(prefix ?? below) };
    await isEmpty(context, place, options);
    return place;
  }
  if (prefix !== undefined)
    throw new UsageError("A prefix needs its bucket", { code: "NoBucket", hints: ["Name it with --bucket"] });
  const { defaultBucket = context.registry.bucket.name, defaultPrefix = "" } = state.settings;
  const usual = { bucket: defaultBucket, prefix: normalizePrefix(`${defaultPrefix}${below}`) };
  // What a workspace or user of the same name left there must not come to somebody else.
  if (isFree(state, usual) && (await isEmpty(context, usual, options))) return usual;
  return { ...usual, prefix: `${usual.prefix.slice(0, -1)}-${newId().slice(0, 6)}/` };
}

function isFree(state: RegistryState, place: Place): boolean {
  return !state.workspaces.by("bucket", place.bucket).some((other) => overlap(other, place));
}

/** @throws NotFoundError when the bucket is not there */
async function isEmpty(
  { client }: AdministrationContext,
  place: Place,
  { signal }: CallOptions,
): Promise<boolean> {
  for await (const page of listEntryPages(client, place, { signal, pageSize: 1 })) return page.length === 0;
  return true;
}

function assertMayLieAt(
  state: RegistryState,
  { actor }: AdministrationContext,
  place: Place,
  owner: User,
  { bucket, mayOverlap = false }: Pick<CreateWorkspace, "bucket" | "mayOverlap">,
): void {
  const { user, isAdministrator } = actingAs(state, actor);
  const others = state.workspaces.by("bucket", place.bucket).filter((other) => overlap(other, place));
  if (bucket !== undefined && !isAdministrator) {
    const isInOwn = others.some(
      (other) =>
        other.ownerId === user?.id &&
        coversPrefix({ bucket: other.bucket, prefix: other.prefix }, place.bucket, place.prefix),
    );
    if (!isInOwn) {
      throw new AccessDeniedError(`${formatPlace(place)} is not yours`, {
        hints: ["Leave --bucket and --prefix out, or name a place inside a workspace of yours"],
      });
    }
  }
  if (mayOverlap && isAdministrator) return;
  const contradicting = others.find((other) => other.ownerId !== owner.id || other.prefix === place.prefix);
  if (contradicting === undefined) return;
  throw new ConflictError(`${formatPlace(place)} and a workspace that is there lie in one another`, {
    code: "WorkspacesOverlap",
    hints: isAdministrator
      ? [`It is ${contradicting.name} at ${formatPlace(contradicting)}`, "Pass --overlap if that is meant"]
      : ["Choose another place"],
  });
}
