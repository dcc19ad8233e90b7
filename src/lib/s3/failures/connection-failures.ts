import { ConfigurationError, NetworkError, UsageError, type S3kitError } from "../../errors/s3kit-error.js";
import type { ErrorContext } from "../error-context.js";
import { notS3 } from "./not-s3.js";
import { storeOf } from "./places.js";

interface ConnectionError extends Error {
  readonly code?: string;
  readonly hostname?: string;
  readonly syscall?: string;
}

type ConnectionRule = (error: ConnectionError, context: ErrorContext) => S3kitError;

/** Errors of name look-up, TCP, TLS and HTTP, from Node or undici; undefined for any other. */
export function translateConnectionError(error: Error, context: ErrorContext): S3kitError | undefined {
  const { code } = error as ConnectionError;
  if (isUnreadable(error)) return notS3({ cause: error }, context);
  const byCode = code === undefined ? undefined : CONNECTION_RULES[code];
  if (byCode !== undefined && !isLocal(error)) return byCode(error, context);
  if (isCertificateCode(code)) return badCertificate(error, context);
  return error.name === "TimeoutError" ? timedOut(error, context) : undefined;
}

/** EPIPE and the like also happen on pipes and files of this machine. */
function isLocal(error: ConnectionError): boolean {
  return "path" in error || "fd" in error;
}

function isUnreadable({ name, message }: Error): boolean {
  return name === "XmlSyntaxError" || /XML parse error|Deserialization error/.test(message);
}

const unknownHost: ConnectionRule = (error, context) =>
  new NetworkError(`No such host: ${error.hostname ?? storeOf(context)}`, {
    code: error.code ?? "ENOTFOUND",
    hints: [
      `Check the endpoint (${storeOf(context)}) and the network`,
      "If the host name begins with the bucket's, pass --path-style",
    ],
    cause: error,
  });

const nameServerSilent: ConnectionRule = (error, context) =>
  new NetworkError(`The name ${error.hostname ?? storeOf(context)} could not be looked up`, {
    code: "EAI_AGAIN",
    hints: ["Check the network and its name server, then try again"],
    cause: error,
  });

const refused: ConnectionRule = (error, context) =>
  new NetworkError(`Nothing answers at ${storeOf(context)}`, {
    code: error.code ?? "ECONNREFUSED",
    hints: ["Is the store running, and the port right?", "Check --endpoint"],
    cause: error,
  });

const broken: ConnectionRule = (error, context) =>
  new NetworkError(`The connection to ${storeOf(context)} broke`, {
    code: error.code ?? "ECONNRESET",
    hints: ["Try again", "If the store wants TLS, use an https:// endpoint"],
    cause: error,
  });

const timedOut: ConnectionRule = (error, context) =>
  new NetworkError(`No answer from ${storeOf(context)} in time`, {
    code: error.code ?? "ETIMEDOUT",
    hints: ["Check --endpoint, the network and firewalls, then try again"],
    cause: error,
  });

const unreachable: ConnectionRule = (error, context) =>
  new NetworkError(`${storeOf(context)} cannot be reached from here`, {
    code: error.code ?? "ENETUNREACH",
    hints: ["Check the network, VPN and routes"],
    cause: error,
  });

const tlsFailed: ConnectionRule = (error, context) =>
  new ConfigurationError(`TLS with ${storeOf(context)} failed`, {
    code: "Tls",
    hints: [
      /wrong version number/.test(error.message)
        ? "The store speaks plain HTTP there: use an http:// endpoint"
        : "Check the endpoint's TLS settings",
    ],
    cause: error,
  });

const badCertificate: ConnectionRule = (error, context) =>
  new ConfigurationError(`The certificate of ${storeOf(context)} is not trusted: ${error.message}`, {
    code: error.code ?? "Certificate",
    hints: [
      "Set AWS_CA_BUNDLE to the file of the authority that signed it",
      "Check that the endpoint's host name is the one in the certificate",
    ],
    cause: error,
  });

const badUrl: ConnectionRule = (error, context) => {
  const { input } = error as { input?: unknown };
  return new UsageError(`Not a URL: ${typeof input === "string" ? input : storeOf(context)}`, {
    code: "InvalidEndpoint",
    hints: ["Write the endpoint as http://host:port or https://host"],
    cause: error,
  });
};

function isCertificateCode(code: string | undefined): boolean {
  return code !== undefined && /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT)/.test(code);
}

const CONNECTION_RULES: Readonly<Record<string, ConnectionRule>> = {
  ENOTFOUND: unknownHost,
  EAI_AGAIN: nameServerSilent,
  ECONNREFUSED: refused,
  ECONNRESET: broken,
  ECONNABORTED: broken,
  EPIPE: broken,
  UND_ERR_SOCKET: broken,
  UND_ERR_CLOSED: broken,
  ETIMEDOUT: timedOut,
  UND_ERR_CONNECT_TIMEOUT: timedOut,
  UND_ERR_HEADERS_TIMEOUT: timedOut,
  UND_ERR_BODY_TIMEOUT: timedOut,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ENETDOWN: unreachable,
  EPROTO: tlsFailed,
  ERR_SSL_WRONG_VERSION_NUMBER: tlsFailed,
  ERR_INVALID_URL: badUrl,
  HPE_INVALID_CONSTANT: (error, context) => notS3({ cause: error }, context),
  HPE_INVALID_VERSION: (error, context) => notS3({ cause: error }, context),
};
