import { reaches } from "./grant-scope.js";
import { isDenial, type GrantBroker } from "./grant-broker.js";
import type { HeldGrant } from "./held-grants.js";
import type { Demand, RequestInput } from "./request-demand.js";
import type { SentResult } from "./request-runner.js";

type ObjectToDelete = { readonly Key?: string | undefined; readonly VersionId?: string | undefined };

/** Keys of a deletion that one grant covers. */
export interface DeletionGroup {
  readonly held: HeldGrant;
  readonly demand: Demand;
  readonly objects: readonly ObjectToDelete[];
}

interface RefusedKey {
  readonly object: ObjectToDelete;
  readonly error: Error;
}

/** Keys without a grant are asked about together, the more the longer no grant turns up. */
const MOST_AT_ONCE = 16;

/**
 * Find a grant for each key of a deletion. A grant that was found does for all further keys that it covers, so this asks
 * once for each grant, and once for each key that has none.
 */
export async function assignKeys(
  broker: GrantBroker,
  bucket: string,
  { Delete }: RequestInput,
): Promise<{ readonly groups: readonly DeletionGroup[]; readonly refused: readonly RefusedKey[] }> {
  const groups: { held: HeldGrant; demand: Demand; objects: ObjectToDelete[] }[] = [];
  const refused: RefusedKey[] = [];
  let open: readonly ObjectToDelete[] = Delete?.Objects ?? [];
  for (let atOnce = 1; open.length > 0;) {
    const asked = await Promise.all(open.slice(0, atOnce).map(async (object) => ask(broker, bucket, object)));
    const found = groups.length;
    for (const { object, demand, held, error } of asked) {
      if (held === undefined) refused.push({ object, error });
      else if (!groups.some((group) => group.held.credentials === held.credentials))
        groups.push({ held, demand, objects: [] });
    }
    const denied = new Set(refused.map(({ object }) => object));
    const assigned = new Set<ObjectToDelete>();
    for (const object of open) {
      const group = denied.has(object) ? undefined : groups.find(({ held }) => covers(held, bucket, object));
      if (group === undefined) continue;
      group.objects.push(object);
      assigned.add(object);
    }
    open = open.filter((object) => !assigned.has(object) && !denied.has(object));
    atOnce = groups.length > found ? 1 : Math.min(MOST_AT_ONCE, atOnce * 2);
  }
  return { groups, refused };
}

function covers({ scope }: HeldGrant, bucket: string, { Key: key = "" }: ObjectToDelete): boolean {
  return reaches(scope, { bucket, key });
}

type Asked =
  | {
      readonly object: ObjectToDelete;
      readonly demand: Demand;
      readonly held: HeldGrant;
      readonly error?: never;
    }
  | {
      readonly object: ObjectToDelete;
      readonly demand: Demand;
      readonly held?: never;
      readonly error: Error;
    };

/** @throws whatever is no refusal: then nothing is known of the key. */
async function ask(broker: GrantBroker, bucket: string, object: ObjectToDelete): Promise<Asked> {
  const demand: Demand = { permission: "WRITE", scope: { bucket, key: object.Key ?? "" } };
  try {
    return { object, demand, held: await broker.access(demand) };
  } catch (error) {
    if (!isDenial(error)) throw error;
    return { object, demand, error: error as Error };
  }
}

interface DeletionOutput {
  readonly Deleted?: readonly object[];
  readonly Errors?: readonly object[];
}

/**
 * One answer of several: what was deleted, what was not, and why. A request that failed as a whole becomes an error of each
 * of its keys, since others have succeeded.
 *
 * @throws what a request failed with when none succeeded.
 */
export function mergeDeletions(
  settled: readonly PromiseSettledResult<SentResult>[],
  groups: readonly DeletionGroup[],
  rest: SentResult | readonly RefusedKey[],
): SentResult {
  const restSent = "output" in rest ? [rest] : [];
  const succeeded = [
    ...settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
    ...restSent,
  ];
  const [first] = succeeded;
  if (first === undefined) throw settled.find((result) => result.status === "rejected")?.reason;
  const failed = settled.flatMap((result, index) =>
    result.status === "rejected" ? errorsOf(groups[index]?.objects ?? [], result.reason) : [],
  );
  const refused = "output" in rest ? [] : rest.flatMap(({ object, error }) => errorsOf([object], error));
  const outputs = succeeded.map(({ output }) => output as DeletionOutput);
  const Deleted = outputs.flatMap((output) => output.Deleted ?? []);
  const Errors = [...outputs.flatMap((output) => output.Errors ?? []), ...failed, ...refused];
  const output = {
    ...first.output,
    ...(Deleted.length === 0 ? {} : { Deleted }),
    ...(Errors.length === 0 ? {} : { Errors }),
  };
  return { response: first.response, output };
}

function errorsOf(objects: readonly ObjectToDelete[], reason: unknown): readonly object[] {
  const { name, message } = reason instanceof Error ? reason : new Error(String(reason));
  return objects.map(({ Key, VersionId }) => ({
    Key,
    ...(VersionId === undefined ? {} : { VersionId }),
    Code: name,
    Message: message,
  }));
}
