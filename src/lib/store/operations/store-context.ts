import type { S3Request, S3Response } from "../../wire/exchange.js";
import type { StoreEngine } from "../engine.js";

/** What every operation of one running store shares. */
export interface StoreContext {
  readonly engine: StoreEngine;
  /** Region of buckets created without a LocationConstraint. */
  readonly region: string;
  readonly clock: () => Date;
}

/** Carries out one operation for a caller that may do it, or throws an `S3Error`. */
export type OperationHandler = (
  request: S3Request,
  context: StoreContext,
) => S3Response | Promise<S3Response>;

/** The headers of an answer. */
export type ResponseHeaders = Record<string, string>;
