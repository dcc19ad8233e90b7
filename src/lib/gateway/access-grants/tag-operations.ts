import { decodePercent } from "../../wire/http/request-target.js";
import { splitTarget } from "../../wire/auth/raw-request.js";
import type { RegistryEvent } from "../../workspace/registry/records.js";
import type { RegistryState } from "../../workspace/registry/registry-state.js";
import { parseArn } from "./arns.js";
import { instanceOf, originOf, type ControlCall, type ControlHandler } from "./control-call.js";
import { readDocument } from "./read-document.js";
import { invalidRequest, noGrant, noLocation } from "./refusals.js";
import { assertCount, readTags, type Tags } from "./tags.js";

export const tagResource: ControlHandler = async (call) => {
  const added = readTags(await readDocument(call));
  await change(call, (tags) => assertCount({ ...tags, ...added }));
  return undefined;
};

export const untagResource: ControlHandler = async (call) => {
  const names = new Set(tagKeysOf(call.request.rawTarget));
  await change(call, (tags) => Object.fromEntries(Object.entries(tags).filter(([name]) => !names.has(name))));
  return undefined;
};

export const listTags: ControlHandler = (call) => {
  const { tags } = taggedBy(call.context.registry.state, call);
  const Tag = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return { Tags: { Tag } };
};

async function change(call: ControlCall, alter: (tags: Tags) => Tags): Promise<void> {
  await call.context.registry.commit(originOf(call), (state) => {
    const { tags, withTags } = taggedBy(state, call);
    return [withTags(alter(tags))];
  });
}

interface Tagged {
  readonly tags: Tags;
  readonly withTags: (tags: Tags) => RegistryEvent;
}

/** What the ARN in a call's path names. Workspaces and shares have no tags. */
function taggedBy(state: RegistryState, { id: arn, accountId }: ControlCall): Tagged {
  const named = parseArn(arn);
  if (named === undefined) throw invalidRequest("The ARN is none of S3 Access Grants");
  const instance = instanceOf(state, accountId);
  if (named.kind === "instance") {
    const withTags = (tags: Tags): RegistryEvent => ({
      put: "access-grants-instance",
      record: { ...instance, tags },
    });
    return { tags: instance.tags, withTags };
  }
  if (named.kind === "location") {
    const location = state.accessGrantsLocations.get(named.id);
    if (location === undefined) throw noLocation();
    const withTags = (tags: Tags): RegistryEvent => ({
      put: "access-grants-location",
      record: { ...location, tags },
    });
    return { tags: location.tags, withTags };
  }
  const grant = state.accessGrants.get(named.id);
  if (grant === undefined) throw noGrant();
  return {
    tags: grant.tags,
    withTags: (tags) => ({ put: "access-grant", record: { ...grant, tags } }),
  };
}

function tagKeysOf(rawTarget: string): readonly string[] {
  return splitTarget(rawTarget)
    .rawQuery.split("&")
    .flatMap((pair) => {
      const [name, value = ""] = pair.split("=", 2);
      return name === "tagKeys" ? [decodePercent(value.replaceAll("+", " "))] : [];
    });
}
