import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { HttpResponse } from "@smithy/core/protocols";

/** A request as it would have gone over the wire to AWS. */
export interface SentRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whose signature it carries. */
  readonly signedBy: string;
}

export interface RecordedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A grant that the service answers with; a scope that ends in `*` is a prefix. */
export interface RecordedGrant {
  readonly scope: string;
  readonly permission: "READ" | "WRITE" | "READWRITE";
}

interface WireRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/**
 * AWS as its answers were recorded: the SDK's requests end here instead of at a socket. S3 Access Grants answers from
 * `grants`; S3 itself from `answer`, else with an empty 200.
 */
export function recordedAws(
  options: {
    readonly grants?: readonly RecordedGrant[];
    readonly lifetimeSeconds?: number;
    readonly now?: () => number;
    /** Before each answer of GetDataAccess. */
    readonly beforeAccess?: (request: SentRequest) => Promise<void> | void;
    readonly answer?: (request: SentRequest) => RecordedAnswer | undefined;
  } = {},
) {
  const sent: SentRequest[] = [];
  let vended = 0;
  const now = options.now ?? Date.now;
  const grants = [...(options.grants ?? [])];

  const dataAccess = async (request: SentRequest): Promise<RecordedAnswer> => {
    await options.beforeAccess?.(request);
    const { target = "", permission = "" } = request.query;
    const found = grants.find(
      (grant) =>
        (grant.permission === "READWRITE" || grant.permission === permission) &&
        includes(grant.scope, target),
    );
    if (found === undefined) {
      const body = golden("error-ErrorResponse.xml").replace(
        /<Message>.*<\/Message>/,
        `<Message>You do not have ${permission} permissions to the requested S3 Prefix: ${target}</Message>`,
      );
      return { status: 403, body };
    }
    vended += 1;
    const body = golden("get_data_access.xml")
      .replace("ASIAEXAMPLE", `ASIA${vended.toString()}`)
      .replace(
        "2026-11-21T23:00:00.000Z",
        new Date(now() + 1000 * (options.lifetimeSeconds ?? 3600)).toISOString(),
      )
      .replace("s3://bucket/bob/*", found.scope);
    return { body };
  };

  const answerFor = async (request: SentRequest): Promise<RecordedAnswer> => {
    const special = options.answer?.(request);
    if (special !== undefined) return special;
    if (request.path.endsWith("/accessgrantsinstance/dataaccess")) return dataAccess(request);
    if (request.path.endsWith("/accessgrantsinstance/prefix"))
      return { body: golden("get_access_grants_instance_for_prefix.xml") };
    if (request.host.startsWith("sts.")) return { body: CALLER_IDENTITY };
    return {};
  };

  const handle = async (wire: WireRequest) => {
    const request = await describe(wire);
    sent.push(request);
    const { status = 200, headers = {}, body = "" } = await answerFor(request);
    const response = new HttpResponse({
      statusCode: status,
      headers: { "content-type": "application/xml", ...headers },
      body: Readable.from([Buffer.from(body)]),
    });
    return { response };
  };

  return {
    sent,
    grants,
    calls: (part: string) => sent.filter(({ host, path }) => `${host}${path}`.includes(part)),
    dataAccessCalls: () => sent.filter(({ path }) => path.endsWith("/dataaccess")),
    storeCalls: () => sent.filter(({ host }) => host.includes(".s3.")),
    client: (config: Partial<S3ClientConfig> = {}) =>
      new S3Client({
        region: "eu-west-1",
        credentials: { accessKeyId: "AKIAALICE", secretAccessKey: "alice" },
        maxAttempts: 1,
        requestHandler: { handle, metadata: { handlerProtocol: "http/1.1" }, destroy: () => undefined },
        ...config,
      }),
  };
}

/** A recorded answer of S3 Access Grants. */
function golden(name: string): string {
  return readFileSync(new URL(`../golden/${name}`, import.meta.url), "utf8").trim();
}

function includes(scope: string, target: string): boolean {
  if (!scope.endsWith("*")) return scope === target;
  return target.startsWith(scope.replace(/\*+$/, ""));
}

async function describe(wire: WireRequest): Promise<SentRequest> {
  const { method, hostname, path, query, headers } = wire;
  const signedBy = /Credential=([^/]+)/.exec(headers["authorization"] ?? "")?.[1] ?? "";
  return {
    method,
    host: hostname,
    path,
    query: { ...query },
    headers: { ...headers },
    body: await text(wire.body),
    signedBy,
  };
}

async function text(body: unknown): Promise<string> {
  if (body === undefined || body === null) return "";
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

const CALLER_IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::999988887777:user/alice</Arn><UserId>AIDA</UserId><Account>999988887777</Account></GetCallerIdentityResult>
<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;
