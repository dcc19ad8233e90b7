import { Ajv, type ValidateFunction } from "ajv";
import { AccessDeniedError, UsageError } from "../../errors/s3kit-error.js";
import type { S3Response } from "../../wire/exchange.js";
import type { ApiRequest, OwnApi } from "../../wire/http/own-api.js";
import { S3Error } from "../../wire/s3-error.js";
import { readTextBody } from "../../wire/xml/read-xml-body.js";
import type { Administration, AdministrationOperation } from "../../workspace/administration.js";
import { administerRegistry, OPERATION_NAMES } from "../../workspace/administer-registry.js";
import type { Actor } from "../../workspace/services/administration-context.js";
import type { GatewayContext } from "../open-gateway.js";
import { API_PATH, API_SERVICE, MAX_ORDER_BYTES } from "./api-paths.js";
import { documentOf, documentOfRefusal } from "./error-document.js";
import { INPUT_SCHEMAS } from "./input-schemas.js";

/**
 * The API that the commands speak when their profile is a gateway: `POST {@link API_PATH}OPERATION` with the operation's
 * input as JSON, signed with SigV4 for the service `s3kit`; the answer is the operation's, or an error document.
 */
export function administrationApi(context: GatewayContext): OwnApi {
  const validators = validatorsOf(INPUT_SCHEMAS);
  return {
    claims: ({ rawTarget }) => rawTarget.startsWith(API_PATH),
    services: [API_SERVICE],
    unsigned: "allowed",
    handler: async (request) => {
      try {
        return json(200, await perform(request, context, validators));
      } catch (error) {
        const known = documentOf(error);
        if (known === undefined) throw error;
        return json(known.status, known.document);
      }
    },
    answerError: (error) => json(error.status, documentOfRefusal(error)),
  };
}

type Validators = ReadonlyMap<string, ValidateFunction>;

function validatorsOf(schemas: Readonly<Record<string, object>>): Validators {
  const ajv = new Ajv({ allErrors: true });
  return new Map(Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]));
}

async function perform(
  request: ApiRequest,
  context: GatewayContext,
  validators: Validators,
): Promise<unknown> {
  const name = operationOf(request);
  const actor = await actorOf(request, name, context);
  const input = inputOf(await readTextBody(request.openBody(), MAX_ORDER_BYTES), name, validators);
  const administration = administerRegistry({
    ...context,
    actor,
    gatewayEndpoint: context.url ?? context.registry.state.settings.gatewayEndpoint ?? endpointOf(request),
  });
  const operation = administration[name] as Administration[AdministrationOperation] &
    ((order: object, options: { readonly signal: AbortSignal }) => Promise<unknown>);
  return operation(input, { signal: request.signal });
}

function operationOf({ method, rawPath }: ApiRequest): AdministrationOperation {
  const name = rawPath.slice(API_PATH.length);
  if (!OPERATION_NAMES.has(name))
    throw new UsageError(`The API has no operation ${name}`, { code: "NoSuchOperation" });
  if (method !== "POST") throw new S3Error("MethodNotAllowed", "Operations of the API are called with POST.");
  return name as AdministrationOperation;
}

/** What temporary credentials may ask: they were given to use data, not to pass it on. */
const FOR_SESSIONS: ReadonlySet<AdministrationOperation> = new Set([
  "whoAmI",
  "listWorkspaces",
  "showWorkspace",
]);

async function actorOf(
  { caller }: ApiRequest,
  name: AdministrationOperation,
  { identify }: GatewayContext,
): Promise<Actor> {
  if (caller.kind === "anonymous") {
    if (name === "register") return { kind: "anonymous" };
    throw new AccessDeniedError("Requests to the gateway's API must be signed");
  }
  const known = await identify(caller);
  if (known.kind === "anonymous") throw new AccessDeniedError("Requests to the gateway's API must be signed");
  if (known.claims !== undefined && !FOR_SESSIONS.has(name)) {
    throw new AccessDeniedError(
      "These credentials are temporary: they are good for data, not for administration",
      {
        hints: ["Use your own key: s3kit login ENDPOINT"],
      },
    );
  }
  if (known.user !== undefined) return { kind: "user", userId: known.user.id };
  if (known.kind === "administrator" && known.isLimited !== true) return { kind: "administrator" };
  throw new AccessDeniedError("This key of the proxy's is limited, and may not administer the gateway");
}

function inputOf(text: string, name: AdministrationOperation, validators: Validators): object {
  const input = parse(text);
  const validate = validators.get(name);
  if (validate?.(input) === true) return input;
  const { instancePath = "", message = "it is not what the operation takes" } = validate?.errors?.[0] ?? {};
  throw new UsageError(`The input of ${name} is wrong: ${instancePath.slice(1)} ${message}`, {
    code: "InvalidInput",
  });
}

function parse(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch (cause) {
    throw new UsageError("The input is not JSON", { code: "InvalidJson", cause });
  }
}

/** Where the caller reached the gateway. */
function endpointOf({ secure, headers }: ApiRequest): string {
  return `${secure ? "https" : "http"}://${headers["host"] ?? ""}`;
}

function json(status: number, document: unknown): S3Response {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  return { status, headers, body: `${JSON.stringify(document)}\n` };
}
