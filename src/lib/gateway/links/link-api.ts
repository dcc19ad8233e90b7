import type { Handler, S3Response } from "../../wire/exchange.js";
import type { ApiRequest, OwnApi } from "../../wire/http/own-api.js";
import { S3Error } from "../../wire/s3-error.js";
import { readTextBody } from "../../wire/xml/read-xml-body.js";
import type { ShareLink } from "../../workspace/registry/records.js";
import { LINK_PATH } from "../../workspace/services/links.js";
import type { GatewayContext } from "../open-gateway.js";
import { requireFresh } from "../registry-freshness.js";
import { DownloadSlots } from "./download-slots.js";
import { DownloadTickets } from "./download-ticket.js";
import { findLink } from "./find-link.js";
import { landingPage, missingPage, type LandingPage } from "./landing-page.js";
import { asDownload, askForContent, nameOf } from "./link-content.js";
import { PasswordGate } from "./password-gate.js";

/**
 * Share links: below {@link LINK_PATH} stands the token of one.
 *
 * - Browsers are shown a page with a button; the button (POST, with the password if there is one) leads to a ticket, with
 *   which the file can be had for an hour, also in pieces. That is one download.
 * - Other clients get the file at once; each request of theirs is one download. They give a password as HTTP's Basic.
 *
 * @param content answers an S3 request as the store and all in front of it does.
 */
export function linkApi(context: GatewayContext, content: Handler): OwnApi {
  const links = new Links(context, content);
  return {
    claims: ({ rawTarget }) => rawTarget.startsWith(LINK_PATH),
    services: [],
    unsigned: "allowed",
    handler: async (request) => links.serve(request),
    answerError: (error, { headers }) =>
      wantsPage(headers) ? missingPage(error.status, error.message) : plain(error.status, error.message),
  };
}

/** What is sent to open a link is a word. */
const MAX_FORM_BYTES = 16 * 1024;

class Links {
  readonly #context: GatewayContext;
  readonly #content: Handler;
  readonly #slots: DownloadSlots;
  readonly #tickets: DownloadTickets;
  readonly #gate: PasswordGate;

  constructor(context: GatewayContext, content: Handler) {
    this.#context = context;
    this.#content = content;
    this.#slots = new DownloadSlots(context.registry.bucket);
    this.#tickets = new DownloadTickets(context.ring);
    this.#gate = new PasswordGate(context.clock);
  }

  async serve(request: ApiRequest): Promise<S3Response> {
    const [token = "", ticket] = request.rawPath.slice(LINK_PATH.length).split("/");
    await requireFresh(this.#context.registry);
    const link = findLink(this.#context.registry.state, token, this.#context.clock());
    if (link === undefined) throw gone();
    if (request.method === "POST") return this.#open(link, request);
    if (request.method !== "GET" && request.method !== "HEAD")
      throw new S3Error("MethodNotAllowed", "A share link can be read only.");
    if (ticket !== undefined) return this.#fetchWithTicket(link, ticket, request);
    return wantsPage(request.headers) ? this.#page(link, request) : this.#fetchDirectly(link, request);
  }

  /** The button was pressed. */
  async #open(link: ShareLink, request: ApiRequest): Promise<S3Response> {
    const form = new URLSearchParams(await readTextBody(request.openBody(), MAX_FORM_BYTES));
    if (!(await this.#gate.opens(link, form.get("password") ?? undefined))) {
      this.#record(link, request, "refused", "wrong password");
      return this.#page(link, request, { status: 403, problem: "This is not the password." });
    }
    await this.#requireObject(link, request);
    if (!(await this.#take(link, request))) return this.#page(link, request, { status: 410 });
    const ticket = await this.#tickets.issue(link.id, this.#context.clock());
    const location = `${request.rawPath.replace(/\/$/, "")}/${ticket}`;
    return {
      status: 303,
      headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
    };
  }

  async #fetchWithTicket(link: ShareLink, ticket: string, request: ApiRequest): Promise<S3Response> {
    if (!(await this.#tickets.isGood(ticket, link.id, this.#context.clock()))) throw gone();
    return this.#fetch(link, request);
  }

  async #fetchDirectly(link: ShareLink, request: ApiRequest): Promise<S3Response> {
    if (!(await this.#gate.opens(link, basicPassword(request.headers["authorization"])))) {
      this.#record(link, request, "refused", "wrong or no password");
      return { ...plain(401, "This link has a password."), headers: { "www-authenticate": BASIC } };
    }
    if (request.method === "HEAD") return this.#fetch(link, request);
    await this.#requireObject(link, request);
    if (!(await this.#take(link, request))) throw usedUp();
    return this.#fetch(link, request);
  }

  async #fetch(link: ShareLink, request: ApiRequest): Promise<S3Response> {
    const method = request.method === "HEAD" ? "HEAD" : "GET";
    const answer = await askForContent(link, method, request, this.#content);
    return isContent(answer.status) ? asDownload(answer, link) : this.#failed(answer);
  }

  async #page(link: ShareLink, request: ApiRequest, more: Partial<LandingPage> = {}): Promise<S3Response> {
    const asksPassword = link.passwordHash !== undefined;
    const sizeBytes = asksPassword ? undefined : await this.#requireObject(link, request);
    const { maxDownloads: most, expiresAt, key } = link;
    const downloadsLeft =
      most === undefined ? undefined : Math.max(0, most - (await this.#slots.count(link)));
    return landingPage({
      status: 200,
      name: nameOf(key),
      sizeBytes,
      expiresAt,
      downloadsLeft,
      asksPassword,
      ...more,
    });
  }

  /** The object's size. @throws S3Error when it is not there any more */
  async #requireObject(link: ShareLink, request: ApiRequest): Promise<number | undefined> {
    const plainRequest = { ...request, headers: { host: request.headers["host"] } };
    const answer = await askForContent(link, "HEAD", plainRequest, this.#content);
    if (answer.status !== 200) return this.#failed(answer);
    const length = answer.headers["content-length"];
    return length === undefined ? undefined : Number(length);
  }

  /** Take one of the link's downloads, if it has a number of them. */
  async #take(link: ShareLink, request: ApiRequest): Promise<boolean> {
    const isFree = link.maxDownloads === undefined || (await this.#slots.take(link, this.#context.clock()));
    if (isFree) this.#record(link, request, "done", null);
    else this.#record(link, request, "refused", "all downloads are used up");
    return isFree;
  }

  #record(
    { id, bucket, key }: ShareLink,
    { remoteAddress }: ApiRequest,
    outcome: "done" | "refused",
    reason: string | null,
  ): void {
    this.#context.audit.append({
      at: this.#context.clock().toISOString(),
      by: "anonymous",
      action: "share download",
      outcome,
      target: `s3://${bucket}/${key}`,
      reason,
      details: { link: id, address: remoteAddress },
    });
  }

  /** What the store says is about buckets and keys, which are nobody's business here. */
  #failed({ status, body }: S3Response): never {
    if (typeof body === "object" && "destroy" in body) body.destroy();
    if (status === 416) throw new S3Error("InvalidRange", "The file has no such part.");
    throw status >= 500 ? new S3Error("ServiceUnavailable", "Please try again later.") : gone();
  }
}

const BASIC = 'Basic realm="share link", charset="UTF-8"';

function isContent(status: number): boolean {
  return status === 200 || status === 206 || status === 304 || status === 412;
}

/** Browsers ask for pages; programs for anything. */
function wantsPage(headers: ApiRequest["headers"]): boolean {
  return headers["accept"]?.includes("text/html") === true;
}

function basicPassword(authorization: string | undefined): string | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}

function plain(status: number, message: string): S3Response {
  return {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
    body: `${message}\n`,
  };
}

/** The same whether a link never was, ended, was revoked, or leads to nothing. */
function gone(): S3Error {
  return new S3Error("NoSuchKey", "This link does not exist, or not any more.");
}

function usedUp(): S3Error {
  return new S3Error("AccessDenied", "All downloads of this link are used up.", { status: 410 });
}
