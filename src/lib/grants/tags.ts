import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { callControl } from "./call-control.js";
import type { GrantsConnection } from "./open-grants.js";

export type Tags = Readonly<Record<string, string>>;

/** Add tags to an instance, a location or a grant; those of the same name are replaced. */
export async function addTags(
  { client, accountId: AccountId }: GrantsConnection,
  { arn, tags }: { readonly arn: string; readonly tags: Tags },
  options: CallOptions = {},
): Promise<void> {
  const { TagResourceCommand } = await import("@aws-sdk/client-s3-control");
  const command = new TagResourceCommand({ AccountId, ResourceArn: arn, Tags: toTagList(tags) ?? [] });
  await callControl("TagResource", client.send(command, toSendOptions(options)));
}

export async function getTags(
  { client, accountId: AccountId }: GrantsConnection,
  arn: string,
  options: CallOptions = {},
): Promise<Tags> {
  const { ListTagsForResourceCommand } = await import("@aws-sdk/client-s3-control");
  const command = new ListTagsForResourceCommand({ AccountId, ResourceArn: arn });
  const { Tags: found = [] } = await callControl(
    "ListTagsForResource",
    client.send(command, toSendOptions(options)),
  );
  return Object.fromEntries(found.map(({ Key = "", Value = "" }) => [Key, Value]));
}

export async function removeTags(
  { client, accountId: AccountId }: GrantsConnection,
  { arn, names }: { readonly arn: string; readonly names: readonly string[] },
  options: CallOptions = {},
): Promise<void> {
  const { UntagResourceCommand } = await import("@aws-sdk/client-s3-control");
  const command = new UntagResourceCommand({ AccountId, ResourceArn: arn, TagKeys: [...names] });
  await callControl("UntagResource", client.send(command, toSendOptions(options)));
}

/** Undefined for no tags: an empty list is refused by some. */
export function toTagList(tags: Tags = {}): { Key: string; Value: string }[] | undefined {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return list.length === 0 ? undefined : list;
}
