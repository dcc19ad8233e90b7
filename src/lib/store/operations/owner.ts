import type { Caller } from "../../wire/exchange.js";

export interface Owner {
  readonly id: string;
  readonly displayName: string;
}

/** The one account of a store: all of its key pairs belong to it. 64 hex digits, as S3's canonical user ids are. */
export const STORE_OWNER: Owner = {
  id: "0accb7b1e5477676032938b8ab20ea2676442aaa0a2543deecb657ae3c5478e1",
  displayName: "s3kit",
};

/** The id under which S3 keeps what an anonymous caller wrote. */
const ANONYMOUS: Owner = {
  id: "65a011a29cdf8ec533ec3d1ccaae921c",
  displayName: "anonymous",
};

/** The account number of the store, for ARNs of its owner. */
export const STORE_ACCOUNT_ID = "000000000000";

/** Who owns what a caller writes. */
export function ownerOf(caller: Caller): Owner {
  return caller.kind === "signed" ? STORE_OWNER : ANONYMOUS;
}

/** The owner that an id of the index stands for. */
export function ownerById(id: string): Owner {
  return id === ANONYMOUS.id ? ANONYMOUS : STORE_OWNER;
}

/** `<Owner>` of a listing. */
export function ownerElement(id: string): { readonly ID: string; readonly DisplayName: string } {
  const owner = ownerById(id);
  return { ID: owner.id, DisplayName: owner.displayName };
}
