import type { BucketSummary } from "../lib/s3/list-buckets.js";
import type { SurveyRequest, UsageSurvey } from "../lib/object/survey-usage.js";
import type { ObjectDescription } from "../lib/object/describe-object.js";
import type { HeadObjectInput } from "../lib/s3/head-object.js";
import type { ListEntriesInput, ListEntry } from "../lib/s3/list-entries.js";
import type { ListVersionsInput, VersionListEntry } from "../lib/s3/list-versions.js";
import type { AccessControlList } from "../lib/bucket/grants.js";
import type { BytesRead, ReadBytesInput } from "../lib/object/read-bytes.js";
import type { ProxyStatus } from "../lib/proxy/operations/read-status.js";
import type { RecentRequest } from "../lib/proxy/operations/recent-requests.js";
import type { GrantsSurvey } from "../lib/grants/survey-grants.js";
import type { BucketDescription } from "../lib/bucket/describe-bucket.js";
import type { EditorSubject } from "../ui/state/editor/editor-screen.js";
import type { Presigned } from "../ui/state/presign/presign-screen.js";
import type { PresignRequest } from "./presign-link.js";
import type { StoreAct } from "../ui/state/acts/store-act.js";
import type { createClient } from "../lib/s3/create-client.js";

export type Client = Awaited<ReturnType<typeof createClient>>;

type StreamInput = HeadObjectInput & { readonly etag: string };

/** What the explorer asks of a store, each bound to the client it runs on. */
export interface ExplorerServices {
  /** For what goes on in the background. */
  readonly client: Promise<Client>;
  listBuckets(signal: AbortSignal): AsyncIterable<BucketSummary>;
  listEntryPages(input: ListEntriesInput, signal: AbortSignal): AsyncIterable<readonly ListEntry[]>;
  listVersionPages(input: ListVersionsInput, signal: AbortSignal): AsyncIterable<readonly VersionListEntry[]>;
  surveyUsage(request: SurveyRequest, signal: AbortSignal): AsyncIterable<UsageSurvey>;
  describeObject(input: HeadObjectInput, signal: AbortSignal): Promise<ObjectDescription>;
  /** Some bytes of an object, and what is told of the whole. */
  readBytes(input: ReadBytesInput, signal: AbortSignal): Promise<BytesRead>;
  /** The first bytes of an object as a stream, of what has an ETag. */
  readStream(input: StreamInput, lengthBytes: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
  getAcl(input: HeadObjectInput, signal: AbortSignal): Promise<AccessControlList>;
  /** What a proxy says of itself, when the store is reached through one. */
  proxyStatus(signal: AbortSignal): Promise<ProxyStatus>;
  proxyRequests(signal: AbortSignal): Promise<readonly RecentRequest[]>;
  /** S3 Access Grants: all, or those for a place. */
  surveyGrants(target: string | undefined, signal: AbortSignal): Promise<GrantsSurvey>;
  describeBucket(bucket: string, signal: AbortSignal): Promise<BucketDescription>;
  /** A setting that is a text; "" when there is none. */
  readDocument(subject: EditorSubject, signal: AbortSignal): Promise<string>;
  presign(request: PresignRequest): Promise<Presigned>;
  /** Make a change. */
  act(act: StoreAct, signal: AbortSignal): Promise<void>;
}

/**
 * Bind the services to a client that is still being made: the first frame is drawn while the SDK loads. Each service
 * is loaded when it is first used.
 */
export function bindServices(client: Promise<Client>): ExplorerServices {
  return {
    client,
    async *listBuckets(signal) {
      const { listBuckets } = await import("../lib/s3/list-buckets.js");
      yield* listBuckets(await client, { signal });
    },
    async *listEntryPages(input, signal) {
      const { listEntryPages } = await import("../lib/s3/list-entries.js");
      yield* listEntryPages(await client, input, { signal });
    },
    async *listVersionPages(input, signal) {
      const { listVersionPages } = await import("../lib/s3/list-versions.js");
      yield* listVersionPages(await client, input, { signal });
    },
    async *surveyUsage(request, signal) {
      const { surveyUsage } = await import("../lib/object/survey-usage.js");
      yield* surveyUsage(await client, request, { signal });
    },
    async describeObject(input, signal) {
      const { describeObject } = await import("../lib/object/describe-object.js");
      return describeObject(await client, input, { signal });
    },
    async readBytes(input, signal) {
      const { readBytes } = await import("../lib/object/read-bytes.js");
      return readBytes(await client, input, { signal });
    },
    async *readStream({ etag, ...address }, lengthBytes, signal) {
      const { readObject } = await import("../lib/object/read-object.js");
      const range = { startByte: 0, endByte: lengthBytes - 1 };
      yield* readObject(await client, address, { range, etag: etag === "" ? undefined : etag, signal });
    },
    async describeBucket(bucket, signal) {
      const { describeBucket } = await import("../lib/bucket/describe-bucket.js");
      return describeBucket(await client, bucket, { signal });
    },
    async readDocument(subject, signal) {
      const { fetchDocument } = await import("./read-document.js");
      return fetchDocument(await client, subject, signal);
    },
    async presign(request) {
      const { makeLink } = await import("./presign-link.js");
      return makeLink(await client, request);
    },
    async act(act, signal) {
      const { makeChange } = await import("./perform-act.js");
      await makeChange(await client, act, signal);
    },
    async proxyStatus(signal) {
      const { readProxyStatus, proxyEndpointOf } = await import("../lib/proxy/operations/read-status.js");
      return readProxyStatus(proxyEndpointOf(await client), signal);
    },
    async proxyRequests(signal) {
      const { readRecentRequests } = await import("../lib/proxy/operations/read-requests.js");
      return readRecentRequests(await client, { signal });
    },
    async surveyGrants(target, signal) {
      const { surveyGrantsOf } = await import("./read-grants.js");
      return surveyGrantsOf(await client, target, signal);
    },
    async getAcl(input, signal) {
      const { getAcl } = await import("../lib/bucket/access-control-list.js");
      return getAcl(await client, input, { signal });
    },
  };
}
