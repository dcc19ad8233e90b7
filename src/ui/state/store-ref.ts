import type { ConnectionRequest } from "../../lib/config/resolve-connection.js";

/** A store that the explorer is connected to. */
export interface StoreRef {
  readonly id: number;
  /** For the header. */
  readonly label: string;
  /** The flags that choose it on the command line. */
  readonly flags: readonly string[];
}

const VALUES = { profile: "--profile", endpoint: "--endpoint", region: "--region" } as const;

/** The flags that say on the command line what a request for a connection says. */
export function storeFlags(request: ConnectionRequest): readonly string[] {
  const values = (["profile", "endpoint", "region"] as const).flatMap((name) => {
    const value = request[name];
    return value === undefined ? [] : [VALUES[name], value];
  });
  const style =
    request.pathStyle === undefined ? [] : [request.pathStyle ? "--path-style" : "--no-path-style"];
  return [...values, ...style, ...(request.sign === false ? ["--no-sign-request"] : [])];
}

/** The inverse of {@link storeFlags}. */
export function requestOf(flags: readonly string[]): ConnectionRequest {
  const valueOf = (flag: string) => {
    const at = flags.indexOf(flag);
    return at === -1 ? undefined : flags[at + 1];
  };
  const pathStyle = flags.includes("--path-style") || (flags.includes("--no-path-style") ? false : undefined);
  return {
    profile: valueOf("--profile"),
    endpoint: valueOf("--endpoint"),
    region: valueOf("--region"),
    pathStyle,
    sign: !flags.includes("--no-sign-request"),
  };
}
