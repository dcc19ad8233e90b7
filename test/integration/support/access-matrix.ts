import { createHash } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import { buffer } from "node:stream/consumers";
import { signRequest } from "../../../src/lib/wire/auth/sign-request.js";
import { signText } from "../../../src/lib/wire/auth/sign-text.js";
import { signingKeyFor } from "../../../src/lib/wire/auth/signing-key.js";
import { formatAmzDate } from "../../../src/lib/wire/auth/timestamps.js";
import { uriEncodePath } from "../../../src/lib/wire/auth/uri-encoding.js";
import { ROUTES } from "../../../src/lib/wire/http/routes.js";
import type { Operation } from "../../../src/lib/wire/operation.js";

/** What somebody must have to carry an operation out; written down here once more, apart from the gateway's own table. */
type Right = "nothing" | "any grant" | "read" | "write" | "read or write" | "list" | "administrator";

const OPERATIONS_BY_RIGHT: Readonly<Record<Right, string>> = {
  nothing: "GetCallerIdentity Preflight ListBuckets",
  "any grant": "HeadBucket GetBucketLocation GetBucketVersioning",
  list: "ListObjects ListObjectsV2 ListObjectVersions ListMultipartUploads",
  read:
    "GetObject HeadObject GetObjectAttributes GetObjectAcl GetObjectTagging GetObjectRetention " +
    "GetObjectLegalHold",
  write:
    "PutObject PostObject CopyObject DeleteObject DeleteObjects PutObjectTagging " +
    "DeleteObjectTagging CreateMultipartUpload UploadPart UploadPartCopy " +
    "CompleteMultipartUpload AbortMultipartUpload",
  "read or write": "ListParts",
  administrator:
    "PutObjectAcl PutObjectRetention PutObjectLegalHold CreateBucket DeleteBucket " +
    "PutBucketVersioning GetBucketPolicy PutBucketPolicy DeleteBucketPolicy " +
    "GetBucketPolicyStatus GetBucketCors PutBucketCors DeleteBucketCors GetBucketAcl " +
    "PutBucketAcl GetBucketTagging PutBucketTagging DeleteBucketTagging " +
    "GetBucketLifecycleConfiguration PutBucketLifecycleConfiguration DeleteBucketLifecycle " +
    "GetBucketEncryption PutBucketEncryption DeleteBucketEncryption GetBucketWebsite " +
    "PutBucketWebsite DeleteBucketWebsite GetBucketOwnershipControls " +
    "PutBucketOwnershipControls DeleteBucketOwnershipControls GetPublicAccessBlock " +
    "PutPublicAccessBlock DeletePublicAccessBlock GetObjectLockConfiguration " +
    "PutObjectLockConfiguration Unknown",
};

const RIGHTS: ReadonlyMap<string, Right> = new Map(
  Object.entries(OPERATIONS_BY_RIGHT).flatMap(([right, operations]) =>
    operations.split(" ").map((operation) => [operation, right as Right] as const),
  ),
);

/** What an operation takes. @throws Error for one that nobody has decided about */
export function rightFor(operation: Operation): Right {
  const right = RIGHTS.get(operation);
  if (right === undefined) throw new Error(`Nobody has said who may carry out ${operation}`);
  return right;
}

export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request of the matrix: an operation on a key, or on a bucket with the key for a prefix. */
export interface MatrixRequest {
  readonly operation: Operation;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A request for each operation of the routing table on this key; `source` is what copies read. */
export function requestsOn(
  bucket: string,
  key: string,
  source: string,
  signer: Key,
): readonly MatrixRequest[] {
  return ROUTES.filter(([, kind]) => kind !== "service").map(([method, kind, selectors, operation]) => {
    const words = selectors.split(" ").filter((word) => word !== "");
    const query = words.filter((word) => word.startsWith("?")).map((word) => withValue(word.slice(1)));
    if (kind === "bucket" && rightFor(operation) === "list") query.push(`prefix=${encodeURIComponent(key)}`);
    const path = kind === "bucket" ? `/${bucket}` : `/${bucket}/${uriEncodePath(key)}`;
    const target = query.length === 0 ? path : `${path}?${query.join("&")}`;
    const headers = headersOf(words, source);
    if (operation === "PostObject") return { operation, method, target, ...formOf(bucket, key, signer) };
    return { operation, method, target, headers, body: bodyOf(operation, key) };
  });
}

function withValue(name: string): string {
  const values: Readonly<Record<string, string>> = { partNumber: "1", uploadId: "none" };
  return name.includes("=") ? name : `${name}=${values[name] ?? ""}`;
}

function headersOf(words: readonly string[], source: string): Readonly<Record<string, string>> {
  const names = words.filter((word) => word.startsWith("@")).map((word) => word.slice(1).split("=")[0] ?? "");
  const values: Readonly<Record<string, string>> = {
    "x-amz-copy-source": source,
    "x-amz-write-offset-bytes": "0",
  };
  return Object.fromEntries(names.map((name) => [name, values[name] ?? ""]));
}

/** Documents that change nothing, for whoever may set them: only DeleteObjects' is a real one. */
function bodyOf(operation: Operation, key: string): Buffer {
  const escaped = key.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  if (operation === "DeleteObjects")
    return Buffer.from(`<Delete><Object><Key>${escaped}</Key></Object></Delete>`);
  if (operation === "PutObject" || operation === "UploadPart") return Buffer.from("content");
  return Buffer.from(operation.startsWith("Put") || operation.startsWith("Complete") ? "<x/>" : "");
}

function formOf(bucket: string, key: string, signer: Key) {
  const amzDate = formatAmzDate(new Date());
  const scope = { day: amzDate.slice(0, 8), region: "us-east-1", service: "s3" };
  const credential = `${signer.accessKeyId}/${scope.day}/us-east-1/s3/aws4_request`;
  const signed = {
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": credential,
    "x-amz-date": amzDate,
    ...(signer.sessionToken === undefined ? {} : { "x-amz-security-token": signer.sessionToken }),
  };
  const conditions = [
    { bucket },
    { key },
    ...Object.entries(signed).map(([name, value]) => ({ [name]: value })),
  ];
  const expiration = new Date(Date.now() + 60_000).toISOString();
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString("base64");
  const signature = signText(signingKeyFor(signer.secretAccessKey, scope), policy);
  const fields = { key, ...signed, policy, "x-amz-signature": signature };
  const part = (name: string, value: string) =>
    `--edge\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const text = Object.entries(fields).map(([name, value]) => part(name, value));
  const file = `--edge\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\ncontent\r\n--edge--\r\n`;
  return {
    headers: { "content-type": "multipart/form-data; boundary=edge" },
    body: Buffer.from(text.join("") + file),
  };
}

/** How a request ended: `refused` by the gateway's own judgement, or anything else. */
export interface Outcome {
  readonly status: number;
  readonly text: string;
  readonly isRefused: boolean;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Send a request of the matrix as somebody. Forms are signed already. */
export async function sendAs(endpoint: string, signer: Key, request: MatrixRequest): Promise<Outcome> {
  const { method, target, body, operation } = request;
  const { hostname, port, host } = new URL(endpoint);
  const plain = { host, "content-length": body.length.toString(), ...request.headers };
  const [rawPath = "", query = ""] = target.split(/\?(.*)/s);
  const payloadHash = createHash("sha256").update(body).digest("hex");
  const signable = { method, rawPath, query, headers: plain, payloadHash };
  const headers =
    operation === "PostObject" ? plain : signRequest(signable, signer, "us-east-1", "s3", new Date());
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ hostname, port, method, path: target, headers, agent }, (answer) => {
      buffer(answer).then((content) => {
        const text = content.toString();
        const status = answer.statusCode ?? 0;
        resolve({ status, text, isRefused: isRefusal(method, status, text) });
      }, reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** The store's own refusals are in other words; answers to HEAD have none. */
function isRefusal(method: string, status: number, text: string): boolean {
  if (method === "HEAD") return status === 403;
  return /<Code>AccessDenied<\/Code>/.test(text) && /is refused|Access Denied\. |s3kit's own/.test(text);
}
