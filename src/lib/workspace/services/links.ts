import { decide } from "../../access/grants/decide.js";
import { explainDecision } from "../../access/grants/explain-decision.js";
import { isReserved } from "../../access/grants/key-safety.js";
import { AccessDeniedError, NotFoundError, UsageError } from "../../errors/s3kit-error.js";
import type { CallOptions } from "../../s3/call-options.js";
import type { CreateLink, Identified } from "../administration.js";
import type { LinkDocument, LinkWithToken } from "../administration-answers.js";
import type { ShareLink } from "../registry/records.js";
import type { RegistryState } from "../registry/registry-state.js";
import { actingAs, commitChange, readState, type AdministrationContext } from "./administration-context.js";
import { describeLink } from "./describe-records.js";
import { parseExpiry } from "./expiry.js";
import { hashPassword } from "./link-password.js";
import { newId } from "./names.js";
import { assertBucketName } from "./places.js";
import { hashCode, newSecretCode } from "./user-keys.js";

/** Where a gateway answers the links of its registry: the token follows. */
export const LINK_PATH = "/.s3kit/share/";

/** Make a link to an object that the actor may read now; it ends, too, when he may not any more. */
export async function createLink(
  context: AdministrationContext,
  input: CreateLink,
  options?: CallOptions,
): Promise<LinkWithToken> {
  const { bucket, key, maxDownloads, password, expiresAt } = input;
  assertObject(bucket, key);
  if (maxDownloads !== undefined && (!Number.isSafeInteger(maxDownloads) || maxDownloads < 1))
    throw new UsageError("At least one download must be allowed", { code: "InvalidMaxDownloads" });
  if (password === "") throw new UsageError("The password is empty", { code: "InvalidPassword" });
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  const token = newSecretCode();
  const id = newId();
  return commitChange(
    context,
    "share link",
    (state, at) => {
      const { by } = requireReadable(state, context, bucket, key, at);
      const link: ShareLink = {
        id,
        tokenHash: hashCode(token),
        bucket,
        key,
        createdBy: by,
        createdAt: at.toISOString(),
        ...(expiresAt === undefined ? {} : { expiresAt: parseExpiry(expiresAt, at) }),
        ...(maxDownloads === undefined ? {} : { maxDownloads }),
        ...(passwordHash === undefined ? {} : { passwordHash }),
      };
      return {
        events: [{ put: "link", record: link }],
        answer: (after) => ({ ...describeLink(after, link, at), token, url: urlOf(context, after, token) }),
      };
    },
    options,
  );
}

export async function listLinks(
  context: AdministrationContext,
  _input: {},
  options?: CallOptions,
): Promise<readonly LinkDocument[]> {
  const state = await readState(context, options);
  const { by, isAdministrator } = actingAs(state, context.actor);
  const now = new Date();
  const links = isAdministrator ? state.links.all() : state.links.by("creator", by);
  return Array.from(links, (link) => describeLink(state, link, now));
}

export async function revokeLink(
  context: AdministrationContext,
  { id }: Identified,
  options?: CallOptions,
): Promise<LinkDocument> {
  return commitChange(
    context,
    "share unlink",
    (state, at) => {
      const { by, isAdministrator } = actingAs(state, context.actor);
      const link = state.links.get(id);
      if (link === undefined || (!isAdministrator && link.createdBy !== by)) {
        throw new NotFoundError(`There is no link ${id}`, {
          code: "NoSuchLink",
          hints: ["See which there are: s3kit share list --links"],
        });
      }
      const described = describeLink(state, link, at);
      return { events: [{ remove: "link", id }], answer: () => described };
    },
    options,
  );
}

function assertObject(bucket: string, key: string): void {
  assertBucketName(bucket);
  if (key !== "" && !key.endsWith("/") && !isReserved(key)) return;
  throw new UsageError(`Not an object to link to: s3://${bucket}/${key}`, { code: "InvalidKey" });
}

function requireReadable(
  state: RegistryState,
  { actor }: AdministrationContext,
  bucket: string,
  key: string,
  now: Date,
) {
  const acting = actingAs(state, actor);
  if (acting.isAdministrator || acting.user === undefined) return acting;
  const request = { action: "read", bucket, key } as const;
  const caller = { identities: state.identitiesOf(acting.user.id) };
  const decision = decide(state.grants, caller, request, now.getTime());
  if (decision.allowed) return acting;
  throw new AccessDeniedError(explainDecision(request, decision));
}

function urlOf(
  { gatewayEndpoint }: AdministrationContext,
  state: RegistryState,
  token: string,
): string | null {
  const endpoint = gatewayEndpoint ?? state.settings.gatewayEndpoint;
  return endpoint === undefined ? null : `${endpoint.replace(/\/+$/, "")}${LINK_PATH}${token}`;
}
