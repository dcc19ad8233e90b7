import { readAnswerText, askForPlainText } from "../../gateway/answers/answer-text.js";
import { decodeXmlText } from "../../gateway/answers/decode-xml-text.js";
import type { Handler, S3Request, S3Response } from "../../wire/exchange.js";
import { renderError } from "../../wire/http/error-answer.js";
import { S3Error } from "../../wire/s3-error.js";
import { subRequest, type SubRequest } from "../encryption/sub-request.js";

/** A document that the store answered, read whole. */
export interface StoreAnswer extends Omit<S3Response, "body"> {
  readonly body: string;
  /** Of an `<Error>`, whatever its status: S3 may answer 200 first and fail later. */
  readonly errorCode: string | undefined;
}

/** Ask the store in the proxy's own name, about what clients do not see. What it refuses is an answer as well. */
export async function askStore(asked: S3Request, next: Handler, sub: SubRequest): Promise<StoreAnswer> {
  try {
    return await wholeAnswer(await next(askForPlainText(subRequest(asked, { ...sub, asProxy: true }))));
  } catch (error) {
    if (error instanceof S3Error) return refusal(error, asked);
    throw error;
  }
}

/** An embedded store throws what another one answers. */
function refusal(error: S3Error, { requestId, bucket = "", key = "" }: S3Request): StoreAnswer {
  const context = { method: "POST", resource: `/${bucket}/${key}`, requestId, hostId: "" };
  const headers = { ...error.headers, "content-type": "application/xml" };
  return { status: error.status, headers, body: renderError(error, context), errorCode: error.code };
}

/** Read an answer's document to its end. */
export async function wholeAnswer(answer: S3Response): Promise<StoreAnswer> {
  const body = await readAnswerText(answer);
  const errorCode =
    answer.status >= 300 || /<Error[\s>]/.test(body) ? (textOf(body, "Code") ?? "Unknown") : undefined;
  const { "content-length": _length, "transfer-encoding": _coding, ...headers } = answer.headers;
  return { status: answer.status, headers, body, errorCode };
}

/** The text of a document's first element of this name. */
export function textOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml)?.[1];
  return text === undefined ? undefined : decodeXmlText(text);
}
