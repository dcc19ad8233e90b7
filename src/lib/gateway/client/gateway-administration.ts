import { hash } from "node:crypto";
import Pool from "undici/lib/dispatcher/pool.js";
import type { ConnectionSettings } from "../../config/connection-settings.js";
import { AccessDeniedError, ConfigurationError, NetworkError } from "../../errors/s3kit-error.js";
import type { CallOptions } from "../../s3/call-options.js";
import { readAuthorities } from "../../s3/certificate-authorities.js";
import { exchange, type WireResponse } from "../../s3/direct/http-exchange.js";
import type { Credentials } from "../../wire/auth/credentials.js";
import { signRequest } from "../../wire/auth/sign-request.js";
import type { Administration, AdministrationOperation } from "../../workspace/administration.js";
import { API_PATH, API_SERVICE } from "../api/api-paths.js";
import { errorFrom } from "../api/error-document.js";

/** The operations of a gateway, from afar. */
export interface GatewayAdministration {
  readonly administration: Administration;
  close(): Promise<void>;
}

/** An operation that walks through a bucket takes its time; nothing takes longer. */
const TIMEOUT_MS = 120_000;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Speak with the gateway that a connection's endpoint is, signed with its credentials; without any, only `register` is
 * answered. Errors are those that the operations throw where they run. Nothing is sent twice: an order that was lost on
 * its way back may have been carried out.
 *
 * @throws ConfigurationError when the settings name no endpoint.
 */
export async function openGatewayAdministration(
  settings: ConnectionSettings,
): Promise<GatewayAdministration> {
  const { endpoint } = settings;
  if (endpoint === undefined) throw noEndpoint();
  const url = new URL(endpoint);
  const authorities = await readAuthorities(settings.caFile);
  const pool = new Pool(url.origin, {
    connections: 8,
    allowH2: false,
    connect: { timeout: CONNECT_TIMEOUT_MS, ...(authorities === undefined ? {} : { ca: authorities }) },
  });
  const call = async (name: string, input: unknown, options: CallOptions = {}): Promise<unknown> => {
    const request = {
      ...(await order(settings, url, name, input)),
      headersTimeoutMs: TIMEOUT_MS,
      bodyTimeoutMs: TIMEOUT_MS,
    };
    return answerOf(await send(pool, request, endpoint, options), endpoint);
  };
  return { administration: remote(call), close: async () => pool.close() };
}

type Call = (name: string, input: unknown, options?: CallOptions) => Promise<unknown>;

/** Every name that is asked for is an operation; which there are, the gateway knows. */
function remote(call: Call): Administration {
  return new Proxy({} as Administration, {
    get: (_target, name: AdministrationOperation | "then") =>
      name === "then"
        ? undefined
        : async (input: unknown, options?: CallOptions) => call(name, input, options),
  });
}

async function order({ credentials, region }: ConnectionSettings, url: URL, name: string, input: unknown) {
  const body = Buffer.from(JSON.stringify(input));
  const rawPath = `${url.pathname.replace(/\/$/, "")}${API_PATH}${name}`;
  const headers = {
    host: url.host,
    "content-type": "application/json",
    "content-length": body.length.toString(),
  };
  const key = await credentialsOf(credentials);
  const payloadHash = hash("sha256", body, "hex");
  const signable = { method: "POST", rawPath, query: "", headers, payloadHash };
  const signed = key === undefined ? headers : signRequest(signable, key, region, API_SERVICE, new Date());
  return { method: "POST", target: rawPath, headers: signed, body };
}

async function credentialsOf(source: ConnectionSettings["credentials"]): Promise<Credentials | undefined> {
  return typeof source === "function" ? source() : source;
}

async function send(
  pool: Pool,
  request: Parameters<typeof exchange>[1],
  endpoint: string,
  { signal }: CallOptions,
): Promise<WireResponse> {
  try {
    return await exchange(pool, request, { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new NetworkError(`The gateway ${endpoint} cannot be reached: ${reason}`, {
      code: "GatewayUnreachable",
      hints: ["Check its address, and that it runs: s3kit proxy serve --gateway"],
      cause,
    });
  }
}

function answerOf({ status, headers, body }: WireResponse, endpoint: string): unknown {
  const isJson = headers["content-type"]?.startsWith("application/json") === true;
  if (!isJson) throw notGateway(endpoint, status);
  const document = JSON.parse(body.toString()) as unknown;
  if (status === 200) return document;
  const error = errorFrom(document, `The gateway ${endpoint} answered with status ${status}`);
  if (error instanceof AccessDeniedError && SIGNATURE.has(error.code)) throw wrongKey(error, endpoint);
  throw error;
}

const SIGNATURE: ReadonlySet<string> = new Set(["InvalidAccessKeyId", "SignatureDoesNotMatch"]);

function wrongKey(cause: AccessDeniedError, endpoint: string): AccessDeniedError {
  return new AccessDeniedError(`The gateway ${endpoint} does not know this key: ${cause.message}`, {
    code: cause.code,
    hints: [`Log in with another one: s3kit login ${endpoint}`],
    cause,
  });
}

function notGateway(endpoint: string, status: number): ConfigurationError {
  return new ConfigurationError(`${endpoint} is no gateway of s3kit: it answered with status ${status}`, {
    code: "NotGateway",
    hints: [
      "Use the address of `s3kit proxy serve --gateway`, and log in to it: s3kit login ENDPOINT",
      "Or, as the administrator, name the registry's bucket: --control s3://BUCKET",
    ],
  });
}

function noEndpoint(): ConfigurationError {
  return new ConfigurationError("No gateway is configured", {
    code: "NoGateway",
    hints: ["Log in to one: s3kit login ENDPOINT", "Or name the registry's bucket: --control s3://BUCKET"],
  });
}
