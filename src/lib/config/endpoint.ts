import { UsageError } from "../errors/s3kit-error.js";

/**
 * Check the URL of a store, and drop the slashes at its end.
 *
 * @throws UsageError unless it is an http or https URL without a query.
 */
export function parseEndpoint(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.host === "" || url.search !== "") {
    throw new UsageError(`Not the URL of a store: ${text}`, {
      code: "InvalidEndpoint",
      hints: ["Write the endpoint as http://host:port or https://host"],
    });
  }
  return text.replace(/\/+$/, "");
}

const AWS_HOST = /(^|\.)amazonaws\.com(\.cn)?$/;

/** True for the endpoints of AWS itself, which are not other stores. */
export function isAwsEndpoint(endpoint: string): boolean {
  return AWS_HOST.test(new URL(endpoint).hostname);
}

/** The region that an endpoint of AWS names: `https://s3.eu-west-1.amazonaws.com`. */
export function regionOfEndpoint(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined || !isAwsEndpoint(endpoint)) return undefined;
  return /(?:^|\.)s3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(new URL(endpoint).hostname)?.[1];
}
