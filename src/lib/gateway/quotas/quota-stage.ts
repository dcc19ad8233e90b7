import type { S3Client } from "@aws-sdk/client-s3";
import type { S3Request, Stage } from "../../wire/exchange.js";
import type { Operation } from "../../wire/operation.js";
import { S3Error } from "../../wire/s3-error.js";
import type { Workspace } from "../../workspace/registry/records.js";
import type { RegistryState } from "../../workspace/registry/registry-state.js";
import { QuotaIndex } from "./quota-index.js";
import { WorkspaceUsage } from "./workspace-usage.js";

export interface QuotaOptions {
  /** For the store behind. */
  readonly client: S3Client;
  /** What the registry says at this moment. */
  readonly state: () => RegistryState;
  readonly onProblem?: ((error: unknown) => void) | undefined;
}

/** How much a request adds, as far as it says: undefined where only the store knows. */
const SIZES: Readonly<Partial<Record<Operation, (request: S3Request) => number | undefined>>> = {
  PutObject: declaredBytes,
  PostObject: declaredBytes,
  UploadPart: declaredBytes,
  CopyObject: () => undefined,
  UploadPartCopy: () => undefined,
  // Its parts were counted as they came.
  CompleteMultipartUpload: () => 0,
};

/**
 * Refuse what would bring a workspace over its quota, whoever sends it. What is replaced counts until the next counting;
 * a copy may take a workspace over its quota once.
 */
export function quotaStage({ client, state, onProblem = () => undefined }: QuotaOptions): Stage {
  const usages = new Map<string, WorkspaceUsage>();
  const index = new QuotaIndex(state, (limited) => {
    // What is written while there is no quota is not counted.
    for (const id of usages.keys()) if (!limited.has(id)) usages.delete(id);
  });
  const usageOf = (workspace: Workspace): WorkspaceUsage => {
    const usage = usages.get(workspace.id) ?? new WorkspaceUsage(client, workspace, onProblem);
    usages.set(workspace.id, usage);
    return usage;
  };
  return (next) => async (request) => {
    const { operation, bucket, key } = request;
    const sizeOf = SIZES[operation];
    if (sizeOf === undefined || bucket === undefined || key === undefined) return next(request);
    const limited = index.containing(bucket, key);
    if (limited.length === 0) return next(request);
    const sizeBytes = sizeOf(request);
    const takeBack = await admitAll(limited, usageOf, sizeBytes);
    try {
      const answer = await next(request);
      if (answer.status >= 300) takeBack();
      else if (sizeBytes === undefined) for (const workspace of limited) usageOf(workspace).countSoon();
      return answer;
    } catch (error) {
      takeBack();
      throw error;
    }
  };
}

/** @throws S3Error QuotaExceeded when one of them has no room */
async function admitAll(
  workspaces: readonly Workspace[],
  usageOf: (workspace: Workspace) => WorkspaceUsage,
  sizeBytes: number | undefined,
): Promise<() => void> {
  const taken: (() => void)[] = [];
  const takeBack = () => {
    for (const take of taken) take();
  };
  for (const workspace of workspaces) {
    const { name, quotaBytes = Number.POSITIVE_INFINITY } = workspace;
    const take = await usageOf(workspace).admit(sizeBytes, quotaBytes);
    if (take === undefined) {
      takeBack();
      throw new S3Error(
        "QuotaExceeded",
        `The workspace ${name} may hold ${quotaBytes.toString()} bytes, and this would be more.`,
      );
    }
    taken.push(take);
  }
  return takeBack;
}

/** Of the content, without framing. */
function declaredBytes({ headers }: S3Request): number | undefined {
  const declared = Number(headers["x-amz-decoded-content-length"] ?? headers["content-length"]);
  return Number.isSafeInteger(declared) && declared >= 0 ? declared : undefined;
}
