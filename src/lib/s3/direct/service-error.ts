/** What identifies an answer in the store's own logs; the shape of the SDK's errors. */
export interface ResponseMetadata {
  readonly httpStatusCode: number;
  readonly requestId: string | undefined;
  readonly extendedRequestId: string | undefined;
  readonly attempts: number;
}

/**
 * A store's refusal, in the shape of the SDK's `S3ServiceException`, so that whatever handles one handles the other:
 * `name` is the S3 error code.
 */
export class DirectServiceError extends Error {
  readonly Code: string;
  readonly $fault: "client" | "server";
  readonly $metadata: ResponseMetadata;
  readonly $response: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> };

  constructor(answer: ErrorAnswer, attempts: number) {
    const { status, headers } = answer;
    const body = answer.body.toString("utf8");
    const code = element(body, "Code") ?? CODES_WITHOUT_BODY.get(status) ?? `Http${status.toString()}`;
    super(element(body, "Message") ?? `The store answered ${status.toString()}`);
    this.name = code;
    this.Code = code;
    this.$fault = status >= 500 ? "server" : "client";
    this.$metadata = {
      httpStatusCode: status,
      requestId: headers["x-amz-request-id"] ?? element(body, "RequestId"),
      extendedRequestId: headers["x-amz-id-2"] ?? element(body, "HostId"),
      attempts,
    };
    this.$response = { statusCode: status, headers };
  }
}

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What answers to HEAD mean, and others that come without a body. */
const CODES_WITHOUT_BODY: ReadonlyMap<number, string> = new Map([
  [304, "NotModified"],
  [400, "BadRequest"],
  [403, "Forbidden"],
  [404, "NotFound"],
  [405, "MethodNotAllowed"],
  [409, "Conflict"],
  [412, "PreconditionFailed"],
  [416, "InvalidRange"],
  [429, "TooManyRequests"],
  [500, "InternalError"],
  [501, "NotImplemented"],
  [503, "ServiceUnavailable"],
]);

/** The text of the first element of that name; undefined when there is none, or an empty one. */
export function element(xml: string, name: string): string | undefined {
  const start = xml.indexOf(`<${name}>`);
  if (start === -1) return undefined;
  const end = xml.indexOf("</", start);
  const text = xml.slice(start + name.length + 2, end === -1 ? undefined : end);
  return text === "" ? undefined : decodeEntities(text);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name as string] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
