import { optionalText, requiredText } from "../../wire/xml/read-element.js";
import type { XmlContent } from "../../wire/xml/render-xml.js";
import type { AccessGrantsInstance } from "../../workspace/registry/records.js";
import { instanceOf, originOf, type ControlHandler } from "./control-call.js";
import { readDocument } from "./read-document.js";
import { invalidRequest, invalidResourcePolicy, noResourcePolicy } from "./refusals.js";

const MAX_POLICY = 350_000;

/** The policy is kept and shown; behind a gateway there is one account, so that it opens nothing to others. */
export const putResourcePolicy: ControlHandler = async (call) => {
  const { context, accountId } = call;
  const document = await readDocument(call);
  const policy = requiredText(document, "Policy");
  const organization = optionalText(document, "Organization");
  assertPolicy(policy);
  if (organization !== undefined && !/^o-[a-z0-9]{10,32}$/.test(organization))
    throw invalidRequest("Organization must be the id of an organization");
  await context.registry.commit(originOf(call), (state, at) => {
    const instance = instanceOf(state, accountId);
    const changed = { resourcePolicy: policy, organization, resourcePolicyCreatedAt: at.toISOString() };
    return [{ put: "access-grants-instance", record: { ...instance, ...changed } }];
  });
  return policyElements(instanceOf(context.registry.state, accountId));
};

export const getResourcePolicy: ControlHandler = ({ context, accountId }) =>
  policyElements(instanceOf(context.registry.state, accountId));

export const deleteResourcePolicy: ControlHandler = async (call) => {
  await call.context.registry.commit(originOf(call), (state) => {
    const instance = instanceOf(state, call.accountId);
    if (instance.resourcePolicy === undefined) return [];
    const { resourcePolicy: _policy, organization: _org, resourcePolicyCreatedAt: _at, ...record } = instance;
    return [{ put: "access-grants-instance", record }];
  });
  return undefined;
};

function policyElements(instance: AccessGrantsInstance): XmlContent {
  if (instance.resourcePolicy === undefined) throw noResourcePolicy();
  return {
    Policy: instance.resourcePolicy,
    Organization: instance.organization,
    CreatedAt: instance.resourcePolicyCreatedAt,
  };
}

const POLICY_FIELDS: ReadonlySet<string> = new Set(["Version", "Id", "Statement"]);

/** That it is a policy document at all; what it says about other accounts is not acted on. */
function assertPolicy(policy: string): void {
  const document = policy.length > MAX_POLICY ? undefined : parseJson(policy);
  const isDocument = typeof document === "object" && document !== null && !Array.isArray(document);
  if (!isDocument || !Object.keys(document).every((name) => POLICY_FIELDS.has(name)))
    throw invalidResourcePolicy();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
