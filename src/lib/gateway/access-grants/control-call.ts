import type { ApiRequest } from "../../wire/http/own-api.js";
import type { XmlContent } from "../../wire/xml/render-xml.js";
import type { AccessGrantsInstance } from "../../workspace/registry/records.js";
import { DIRECT_ACTOR, type RegistryState } from "../../workspace/registry/registry-state.js";
import type { ChangeOrigin } from "../../workspace/registry/registry.js";
import type { GatewayCaller } from "../authorization/gateway-caller.js";
import type { GatewayContext } from "../open-gateway.js";
import { noInstance } from "./refusals.js";

/** One call of the S3 Access Grants API. */
export interface ControlCall {
  readonly request: ApiRequest;
  readonly context: GatewayContext;
  readonly caller: GatewayCaller;
  /** Name of the operation in the API. */
  readonly operation: string;
  /** The account that the call is about, twelve digits. */
  readonly accountId: string;
  /** Region that the request was signed for. */
  readonly region: string;
  /** What stands for `{…}` in the path, decoded. */
  readonly id: string;
  /** More for the audit log to say about the call. */
  readonly noted: Map<string, string>;
}

/** Content of the answer's document; undefined: the answer has none. */
export type ControlHandler = (call: ControlCall) => Promise<XmlContent | undefined> | XmlContent | undefined;

export const INSTANCE_ID = "default";

/**
 * The instance of the account that a call is about.
 *
 * @throws S3Error AccessGrantsInstanceNotExistsError
 */
export function instanceOf(state: RegistryState, accountId: string): AccessGrantsInstance {
  const instance = state.accessGrantsInstances.get(INSTANCE_ID);
  if (instance?.accountId !== accountId) throw noInstance();
  return instance;
}

/** In whose name, and for what, the registry is changed. */
export function originOf({ caller, operation }: ControlCall): ChangeOrigin {
  const by = caller.kind === "anonymous" ? undefined : caller.user?.id;
  return { by: by ?? DIRECT_ACTOR, action: `access-grants ${operation}` };
}
