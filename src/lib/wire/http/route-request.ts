import type { Headers, Query } from "../exchange.js";
import type { Operation } from "../operation.js";
import type { ResourceKind } from "./resource.js";
import { ROUTES } from "./routes.js";

export interface RoutableRequest {
  readonly method: string;
  readonly kind: ResourceKind;
  readonly query: Query;
  readonly headers: Headers;
}

/**
 * Look a request up in the routing table; OPTIONS is a preflight whatever it names. Reads may have parameters that mean
 * nothing to S3, which ignores them: web pages add them against caches. Writes may not.
 */
export function routeRequest(request: RoutableRequest): Operation {
  if (request.method === "OPTIONS") return "Preflight";
  const candidates = TABLE.get(`${request.method} ${request.kind}`);
  return candidates?.find((route) => matches(route, request))?.operation ?? "Unknown";
}

/** Whether a query parameter is one of an operation's own: it says what is meant, rather than nothing, or who signed. */
export function belongsTo(operation: Operation, parameter: string): boolean {
  return PARAMETERS.get(operation)?.has(parameter) === true;
}

interface Route {
  readonly operation: Operation;
  readonly querySelectors: readonly Selector[];
  readonly headerSelectors: readonly Selector[];
  readonly knownParameters: ReadonlySet<string>;
}

interface Selector {
  readonly name: string;
  readonly value: string | undefined;
}

const TABLE: ReadonlyMap<string, readonly Route[]> = compileRoutes();

const PARAMETERS: ReadonlyMap<Operation, ReadonlySet<string>> = new Map(
  [...TABLE.values()].flat().map(({ operation, knownParameters }) => [operation, knownParameters]),
);

/**
 * `x-id` names the operation for humans; the others authenticate. Presigners also move headers here: any `x-amz-*`, and those
 * that SigV2 covers.
 */
const COMMON_PARAMETERS: ReadonlySet<string> = new Set([
  "x-id",
  "AWSAccessKeyId",
  "Signature",
  "Expires",
  "content-md5",
  "content-type",
]);

/** Sub-resources of S3 that this server has no operation for. Source: S3 API Reference, "Actions". */
const OTHER_SUBRESOURCES =
  "abac accelerate analytics intelligent-tiering inventory logging metadataConfiguration metadataInventoryTable " +
  "metadataJournalTable metadataTable metrics notification replication requestPayment restore select session torrent";

/** Every parameter that means something somewhere, in lower case. */
const MEANINGFUL_PARAMETERS: ReadonlySet<string> = new Set(
  [
    ...wordsOf(OTHER_SUBRESOURCES),
    ...[...TABLE.values()].flat().flatMap(({ knownParameters }) => [...knownParameters]),
  ].map((name) => name.toLowerCase()),
);

function matches(route: Route, { method, query, headers }: RoutableRequest): boolean {
  for (const { name, value } of route.headerSelectors) {
    const sent = headers[name];
    if (sent === undefined || (value !== undefined && !sent.toLowerCase().startsWith(value))) return false;
  }
  for (const { name, value } of route.querySelectors) {
    const sent = query.get(name);
    if (sent === undefined || (value !== undefined && sent !== value)) return false;
  }
  const isRead = method === "GET" || method === "HEAD";
  for (const name of query.keys()) {
    if (route.knownParameters.has(name) || isCommonParameter(name)) continue;
    if (!isRead || isMeaningful(name)) return false;
  }
  return true;
}

function isMeaningful(name: string): boolean {
  const lowerCase = name.toLowerCase();
  return MEANINGFUL_PARAMETERS.has(lowerCase) || lowerCase.startsWith("response-");
}

function isCommonParameter(name: string): boolean {
  return COMMON_PARAMETERS.has(name) || name.slice(0, 6).toLowerCase() === "x-amz-";
}

function compileRoutes(): ReadonlyMap<string, readonly Route[]> {
  const table = new Map<string, Route[]>();
  for (const [method, kind, selectors, operation, parameters = ""] of ROUTES) {
    const words = wordsOf(selectors);
    const querySelectors = words.filter((word) => word.startsWith("?")).map(selectorOf);
    const headerSelectors = words.filter((word) => word.startsWith("@")).map(selectorOf);
    const knownParameters = new Set([...querySelectors.map(({ name }) => name), ...wordsOf(parameters)]);
    const rows = table.get(`${method} ${kind}`) ?? [];
    rows.push({ operation, querySelectors, headerSelectors, knownParameters });
    table.set(`${method} ${kind}`, rows);
  }
  return table;
}

function wordsOf(text: string): readonly string[] {
  return text.split(" ").filter((word) => word !== "");
}

function selectorOf(word: string): Selector {
  const [name = "", value] = word.slice(1).split("=");
  return { name, value };
}
