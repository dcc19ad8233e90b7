import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import type { StoreCapabilities } from "../../config/known-capabilities.js";
import { presignUrl } from "../../wire/auth/presign-url.js";
import { uriEncodePath } from "../../wire/auth/uri-encoding.js";
import { directSession } from "../direct/direct-session.js";
import { exchange } from "../direct/http-exchange.js";
import { refuses, works } from "./finding.js";
import type { ScratchSpace } from "./scratch-space.js";

type ObjectFindings = Pick<
  StoreCapabilities,
  | "ifNoneMatch"
  | "ifMatch"
  | "completeIfNoneMatch"
  | "deleteIfMatch"
  | "checksumHeader"
  | "checksumTrailer"
  | "contentMd5"
  | "tagging"
  | "multipart"
  | "objectAttributes"
  | "presigned"
>;

const BODY = "s3kit probe";
const PRESIGNED_TIMEOUT_MS = 30_000;
const WRONG_ETAG = '"00000000000000000000000000000000"';
/** Base64 of a CRC32 and of an MD5 of something else. */
const WRONG_CRC32 = "AAAAAA==";
const WRONG_MD5 = "AAAAAAAAAAAAAAAAAAAAAA==";

/** Find out what a store does with objects, in a space that may be written to. */
export async function probeObjects(client: S3Client, space: ScratchSpace): Promise<ObjectFindings> {
  const { GetObjectAttributesCommand, GetObjectTaggingCommand, PutObjectCommand, PutObjectTaggingCommand } =
    await import("@aws-sdk/client-s3");
  const at = (name: string) => ({ Bucket: space.bucket, Key: `${space.prefix}${name}` });
  const put = (name: string, more: object = {}) =>
    client.send(new PutObjectCommand({ ...at(name), Body: BODY, ...more }));

  const { ETag: etag = "" } = await put("object");
  return {
    ifNoneMatch: await refuses(() => put("object", { IfNoneMatch: "*" }), [409, 412]),
    ifMatch: both(
      await refuses(() => put("object", { IfMatch: WRONG_ETAG }), [409, 412]),
      await works(async () => (await put("object", { IfMatch: etag })).ETag !== undefined),
    ),
    checksumHeader: await refuses(() => put("crc", { ChecksumCRC32: WRONG_CRC32 }), [400]),
    checksumTrailer: await works(() => survivesTrailer(client, at("trailer"))),
    contentMd5: await refuses(() => put("md5", { ContentMD5: WRONG_MD5 }), [400]),
    tagging: await works(async () => {
      const Tagging = { TagSet: [{ Key: "s3kit", Value: "probe" }] };
      await client.send(new PutObjectTaggingCommand({ ...at("object"), Tagging }));
      const { TagSet = [] } = await client.send(new GetObjectTaggingCommand(at("object")));
      return TagSet[0]?.Value === "probe";
    }),
    objectAttributes: await works(async () => {
      const ObjectAttributes = ["ObjectSize" as const];
      const { ObjectSize } = await client.send(
        new GetObjectAttributesCommand({ ...at("object"), ObjectAttributes }),
      );
      return ObjectSize === BODY.length;
    }),
    multipart: await works(() => completesUpload(client, at("multipart"), {})),
    completeIfNoneMatch: await refuses(
      () => completesUpload(client, at("object"), { IfNoneMatch: "*" }),
      [409, 412],
    ),
    presigned: await works(() => readsPresigned(client, at("object"))),
    deleteIfMatch: await refuses(() => deletesIfMatch(client, at("object")), [409, 412]),
  };
}

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

function both<Found extends string>(first: Found, second: Found): Found {
  return first === "yes" ? second : first;
}

/** Old stores answer 200 to a body with a trailer and keep its framing as content. */
async function survivesTrailer(client: S3Client, place: Place): Promise<boolean> {
  const { GetObjectCommand, PutObjectCommand } = await import("@aws-sdk/client-s3");
  // The SDK sends checksums of streams, and only of those, in a trailer.
  const Body = Readable.from([Buffer.from(BODY)]);
  await client.send(
    new PutObjectCommand({ ...place, Body, ContentLength: BODY.length, ChecksumAlgorithm: "CRC32" }),
  );
  const { Body: stored } = await client.send(new GetObjectCommand(place));
  return (await stored?.transformToString()) === BODY;
}

async function completesUpload(client: S3Client, place: Place, condition: object): Promise<boolean> {
  const {
    CompleteMultipartUploadCommand,
    CreateMultipartUploadCommand,
    HeadObjectCommand,
    UploadPartCommand,
  } = await import("@aws-sdk/client-s3");
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
  const upload = { ...place, UploadId };
  const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: BODY }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload, ...condition }));
  const { ContentLength } = await client.send(new HeadObjectCommand(place));
  return ContentLength === BODY.length;
}

async function deletesIfMatch(client: S3Client, place: Place): Promise<void> {
  const { DeleteObjectCommand } = await import("@aws-sdk/client-s3");
  await client.send(new DeleteObjectCommand({ ...place, IfMatch: WRONG_ETAG }));
}

async function readsPresigned(client: S3Client, { Bucket, Key }: Place): Promise<boolean> {
  const session = await directSession(client);
  const [target, identity] = await Promise.all([session.target(Bucket), session.credentials(false)]);
  if (identity === undefined) return false;
  const request = {
    method: "GET",
    origin: target.origin,
    rawPath: `${target.basePath}/${uriEncodePath(Key)}`,
    expiresInSeconds: 60,
  };
  const url = presignUrl(request, identity, target.region, target.service, new Date());
  const answer = await exchange(
    target.pool,
    {
      method: "GET",
      target: url.slice(target.origin.length),
      headers: { host: target.host },
      body: undefined,
      headersTimeoutMs: PRESIGNED_TIMEOUT_MS,
      bodyTimeoutMs: PRESIGNED_TIMEOUT_MS,
    },
    {},
  );
  return answer.status === 200 && answer.body.toString() === BODY;
}
