import { optionalText } from "../../wire/xml/read-element.js";
import type { XmlContent } from "../../wire/xml/render-xml.js";
import type { AccessGrantsInstance } from "../../workspace/registry/records.js";
import { instanceArn } from "./arns.js";
import { INSTANCE_ID, instanceOf, originOf, type ControlHandler } from "./control-call.js";
import { pageOf } from "./pages.js";
import { readDocument } from "./read-document.js";
import {
  instanceExists,
  instanceNotEmpty,
  invalidIdentityCenter,
  invalidRequest,
  noInstance,
} from "./refusals.js";
import { readTags } from "./tags.js";

/** There is one instance in the registry: it belongs to the account and the region that it was made for. */
export const createInstance: ControlHandler = async (call) => {
  const { context, accountId, region } = call;
  const document = await readDocument(call);
  const tags = readTags(document);
  if (optionalText(document, "IdentityCenterArn") !== undefined) throw invalidIdentityCenter();
  await context.registry.commit(originOf(call), (state, at) => {
    if (state.accessGrantsInstances.get(INSTANCE_ID) !== undefined) throw instanceExists();
    const record = { id: INSTANCE_ID, accountId, region, createdAt: at.toISOString(), tags };
    return [{ put: "access-grants-instance", record }];
  });
  return instanceElements(instanceOf(context.registry.state, accountId));
};

export const getInstance: ControlHandler = ({ context, accountId }) =>
  instanceElements(instanceOf(context.registry.state, accountId));

/** Workspaces are no obstacle: they are there without an instance, too. */
export const deleteInstance: ControlHandler = async (call) => {
  const { context, accountId } = call;
  await context.registry.commit(originOf(call), (state) => {
    const { id } = instanceOf(state, accountId);
    if (state.accessGrantsLocations.size > 0 || state.accessGrants.size > 0) throw instanceNotEmpty();
    return [{ remove: "access-grants-instance", id }];
  });
  return undefined;
};

export const listInstances: ControlHandler = ({ context, accountId, request }) => {
  const instance = context.registry.state.accessGrantsInstances.get(INSTANCE_ID);
  const own = instance?.accountId === accountId ? [instance] : [];
  const { items, nextToken } = pageOf(request.query, own, () => true);
  return {
    NextToken: nextToken,
    AccessGrantsInstancesList: { AccessGrantsInstance: items.map(instanceElements) },
  };
};

/** Whose instance is responsible for a prefix; asked with the caller's account, answered with the instance's. */
export const getInstanceForPrefix: ControlHandler = ({ context, request }) => {
  const prefix = request.query.get("s3prefix") ?? "";
  if (!/^s3:\/\/./s.test(prefix))
    throw invalidRequest("s3prefix must be an S3 URI, such as s3://bucket/prefix");
  const instance = context.registry.state.accessGrantsInstances.get(INSTANCE_ID);
  if (instance === undefined) throw noInstance();
  return { AccessGrantsInstanceArn: instanceArn(instance), AccessGrantsInstanceId: instance.id };
};

function instanceElements(instance: AccessGrantsInstance): XmlContent {
  return {
    CreatedAt: instance.createdAt,
    AccessGrantsInstanceId: instance.id,
    AccessGrantsInstanceArn: instanceArn(instance),
  };
}
