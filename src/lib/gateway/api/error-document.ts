import { EXIT } from "../../errors/exit-codes.js";
import {
  AccessDeniedError,
  ConfigurationError,
  ConflictError,
  IntegrityError,
  NetworkError,
  NotFoundError,
  S3kitError,
  UnsupportedByStoreError,
  UsageError,
  type S3kitErrorOptions,
} from "../../errors/s3kit-error.js";
import type { S3Error } from "../../wire/s3-error.js";

/** A refusal as the API words it. */
export interface ErrorDocument {
  readonly error: {
    /** What the user can do about it. */
    readonly kind: ErrorKind;
    readonly code: string;
    readonly message: string;
    readonly hints: readonly string[];
  };
}

type ErrorKind =
  | "usage"
  | "notFound"
  | "denied"
  | "conflict"
  | "network"
  | "configuration"
  | "integrity"
  | "unsupported";

/** The HTTP status and document of an error; undefined for errors that clients are told nothing of. */
export function documentOf(
  error: unknown,
): { readonly status: number; readonly document: ErrorDocument } | undefined {
  if (!(error instanceof S3kitError)) return undefined;
  const kind = KIND_OF_EXIT.get(error.exitCode);
  if (kind === undefined) return undefined;
  const { code, message, hints } = error;
  return { status: KINDS[kind].status, document: { error: { kind, code, message, hints } } };
}

/** The document of a refusal that came before the API was asked: of the signature, above all. */
export function documentOfRefusal({ status, code, message }: S3Error): ErrorDocument {
  const isDenied =
    status === 401 || status === 403 || code.startsWith("Authorization") || code.endsWith("Token");
  return {
    error: { kind: isDenied ? "denied" : status >= 500 ? "network" : "usage", code, message, hints: [] },
  };
}

/** The error that a document tells of, as if it had come up here. @param fallback says what happened when it tells none. */
export function errorFrom(document: unknown, fallback: string): S3kitError {
  const { error } = (document ?? {}) as Partial<ErrorDocument>;
  const { kind, code, message, hints } = (error ?? {}) as Partial<ErrorDocument["error"]>;
  if (kind === undefined || !Object.hasOwn(KINDS, kind) || typeof message !== "string")
    return new NetworkError(fallback, { hints: ["Check that the endpoint is a gateway of s3kit"] });
  return new KINDS[kind].make(message, {
    ...(typeof code === "string" ? { code } : {}),
    hints: Array.isArray(hints) ? hints.map(String) : [],
  });
}

interface Kind {
  readonly status: number;
  readonly exit: number;
  readonly make: new (message: string, options?: S3kitErrorOptions) => S3kitError;
}

const KINDS: Readonly<Record<ErrorKind, Kind>> = {
  usage: { status: 400, exit: EXIT.usage, make: UsageError },
  notFound: { status: 404, exit: EXIT.notFound, make: NotFoundError },
  denied: { status: 403, exit: EXIT.denied, make: AccessDeniedError },
  conflict: { status: 409, exit: EXIT.conflict, make: ConflictError },
  network: { status: 503, exit: EXIT.network, make: NetworkError },
  configuration: { status: 500, exit: EXIT.configuration, make: ConfigurationError },
  integrity: { status: 500, exit: EXIT.integrity, make: IntegrityError },
  unsupported: { status: 501, exit: EXIT.unsupported, make: UnsupportedByStoreError },
};

const KIND_OF_EXIT: ReadonlyMap<number, ErrorKind> = new Map(
  (Object.entries(KINDS) as [ErrorKind, Kind][]).map(([kind, { exit }]) => [exit, kind]),
);
