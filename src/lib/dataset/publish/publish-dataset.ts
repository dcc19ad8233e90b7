import { createReadStream } from "node:fs";
import { ConflictError, UnsupportedByStoreError } from "../../errors/s3kit-error.js";
import { presignObject } from "../../presign/presign-object.js";
import { directRequest } from "../../s3/direct/direct-request.js";
import { translateError } from "../../s3/translate-error.js";
import { writeObject } from "../broker/s3-documents.js";
import type { S3Broker } from "../broker/s3-broker.js";
import type { DatasetServices } from "../dataset-services.js";
import { listNames } from "../describe-dataset.js";
import { readManifestSorted } from "../items/read-items.js";
import { runWorkers } from "../items/run-workers.js";
import { spoolText } from "../items/spool-text.js";
import type { AnyBroker, OpenDataset } from "../open-dataset.js";
import { formatHttpManifest } from "./http-manifest.js";

export type PublishWay =
  /** By URLs that expire: nothing changes for anybody else. */
  | { readonly kind: "presigned"; readonly expiresInSeconds: number }
  /** By opening each object to the world by its ACL. */
  | { readonly kind: "public" };

export interface PublishedDataset {
  /** What dtool calls the dataset by: the manifest's URL without its name. */
  readonly accessUrl: string;
  /** Of the list of all URLs. */
  readonly manifestUrl: string;
  /** Undefined: it does not expire. */
  readonly expiresAt: Date | undefined;
}

/**
 * Let others read a frozen dataset over HTTP, without credentials: all URLs are written to `http_manifest.json`, where
 * dtool finds them.
 *
 * Memory: a piece of that document; with many thousand items it waits in a temporary file.
 *
 * @throws UnsupportedByStoreError on disk; ConflictError `PublicAccessBlocked` where ACLs are refused.
 */
export async function publishDataset(
  services: DatasetServices,
  { broker, admin }: OpenDataset,
  way: PublishWay,
): Promise<PublishedDataset> {
  const s3 = inBucket(broker);
  if (way.kind === "public") await setAcls(services, s3, "public-read");
  const expiresInSeconds = way.kind === "presigned" ? way.expiresInSeconds : 60;
  const urlOf = async (name: string): Promise<string> => {
    const { url } = await presignObject(s3.client, { method: "GET", ...s3.place(name), expiresInSeconds });
    return way.kind === "public" ? url.replace(/\?.*$/s, "") : url;
  };
  const startedAt = Date.now();
  const [overlays, annotations, tags] = await Promise.all([
    listNames(s3, "overlays"),
    listNames(s3, "annotations"),
    listNames(s3, "tags"),
  ]);
  const text = formatHttpManifest({
    admin,
    items: readManifestSorted(s3),
    overlays,
    annotations,
    tags,
    urlOf,
  });
  const spooled = await spoolText(text);
  try {
    const { sizeBytes, sha256 } = spooled;
    const body = { sizeBytes, sha256, open: () => createReadStream(spooled.path) };
    await writeObject(s3.client, s3.place(HTTP_MANIFEST), body, { signal: services.signal });
  } finally {
    await spooled.dispose();
  }
  if (way.kind === "public") await setAcl(services, s3, s3.place(HTTP_MANIFEST).key, "public-read");
  const manifestUrl = await urlOf(HTTP_MANIFEST);
  return {
    accessUrl: manifestUrl.replace(`/${HTTP_MANIFEST}`, ""),
    manifestUrl,
    expiresAt: way.kind === "public" ? undefined : new Date(startedAt + expiresInSeconds * 1000),
  };
}

/**
 * Take a dataset back: the list of URLs goes, and objects that were opened to the world are closed. URLs that were signed
 * work until they expire: nothing can be done about those.
 *
 * @returns how it was published; undefined when it was not.
 */
export async function unpublishDataset(
  services: DatasetServices,
  { broker }: OpenDataset,
): Promise<PublishWay["kind"] | undefined> {
  const s3 = inBucket(broker);
  const published = await s3.readDocument(HTTP_MANIFEST);
  if (published === undefined) return undefined;
  const way = published.text.includes("X-Amz-Signature") ? "presigned" : "public";
  if (way === "public") await setAcls(services, s3, "private");
  await s3.deleteDocuments([HTTP_MANIFEST]);
  return way;
}

const HTTP_MANIFEST = "http_manifest.json";

function inBucket(broker: AnyBroker): S3Broker {
  if (broker.kind === "s3") return broker;
  throw new UnsupportedByStoreError(`${broker.uri} is on disk: only datasets in buckets can be published`, {
    code: "NotInBucket",
    hints: ["Copy it into a bucket first: s3kit dataset cp"],
  });
}

type CannedAcl = "public-read" | "private";

/** Of items and of what describes them; journals and earlier READMEs stay as they are. */
async function setAcls(services: DatasetServices, broker: S3Broker, acl: CannedAcl): Promise<void> {
  const names = async function* (): AsyncGenerator<string> {
    yield* ["README.yml", "manifest.json"];
    for (const folder of ["overlays", "annotations"] as const) yield* broker.listDocuments(folder);
    for await (const { identifier } of broker.listItems()) yield `data/${identifier}`;
  };
  await runWorkers(names(), services.concurrency, (name) =>
    setAcl(services, broker, broker.place(name).key, acl),
  );
}

async function setAcl(
  { signal }: DatasetServices,
  { client, bucket }: S3Broker,
  key: string,
  acl: CannedAcl,
): Promise<void> {
  try {
    const request = {
      method: "PUT" as const,
      bucket,
      key,
      query: { acl: "" },
      headers: { "x-amz-acl": acl },
    };
    await directRequest(client, request, { signal });
  } catch (error) {
    const { name, $metadata } = error as {
      readonly name?: string;
      readonly $metadata?: { readonly httpStatusCode?: number };
    };
    if (
      name === "AccessControlListNotSupported" ||
      (acl === "public-read" && $metadata?.httpStatusCode === 403)
    ) {
      throw new ConflictError(`s3://${bucket} lets nobody open objects by ACLs`, {
        code: "PublicAccessBlocked",
        hints: [
          "Publish with --expires instead: by URLs that are signed",
          `Look why: s3kit bucket public-access get s3://${bucket}`,
        ],
        cause: error,
      });
    }
    throw translateError(error, { bucket, key });
  }
}
