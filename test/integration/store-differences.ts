import { ENCRYPTED, STORE, THROUGH_PROXY, type StoreName } from "./support/test-store.js";

/**
 * Where stores are known to answer differently. Each difference has a name, what it is about, and what is expected of
 * each store, so that a test asserts the one or the other and none is skipped. A proxy answers as the store behind it,
 * but for what is named here.
 */
const DIFFERENCES = {
  /** Whether a list of buckets tells their regions. */
  "lists-bucket-regions": { embedded: true, ceph: false },
  /** Whether an object's checksum is kept and shown. */
  "keeps-checksums": { embedded: true, ceph: false, "proxy-encrypted-ceph": true },
  /** How a session token that nobody issued is refused; undefined: it is not looked at. */
  "refuses-unknown-session-token": {
    embedded: "InvalidToken",
    ceph: undefined,
    "proxy-ceph": "InvalidToken",
  },
  /** Whether a public access block that was never set is reported as set, with everything off. */
  "reports-unset-access-block": { embedded: false, ceph: true },
  /** Whether buckets have encryption and ownership settings; a store that lacks them must not take them for others. */
  "has-encryption-and-ownership": { embedded: true, ceph: false },
  /** Whether object lock can be switched on for a bucket that was made without. */
  "takes-object-lock-later": { embedded: true, ceph: false },
  /** Whether a lifecycle rule for objects of a size stays one. */
  "keeps-lifecycle-sizes": { embedded: true, ceph: false },
  /** Whether policies of users can be asked for. */
  "answers-iam": { embedded: false, ceph: true, "proxy-ceph": false },
  /** Whether GetCallerIdentity of STS is answered. */
  "tells-caller": { embedded: true, ceph: false, "proxy-ceph": true },
  /** Whether AssumeRole of STS is answered. */
  "assumes-roles": { embedded: false, ceph: true, "proxy-ceph": false },
  /** What a check of the store finds lacking. The proxy itself checks checksums, whatever the store makes of them. */
  lacks: {
    embedded: [],
    ceph: [
      "checksumHeader",
      "checksumTrailer",
      "completeIfNoneMatch",
      "deleteIfMatch",
      "ifMatch",
      "objectAttributes",
    ],
    "proxy-ceph": ["completeIfNoneMatch", "deleteIfMatch", "ifMatch", "objectAttributes"],
  },
  /** When clients should send checksums. */
  "checksums-when": {
    embedded: "when_supported",
    ceph: "when_required",
    "proxy-ceph": "when_supported",
  },
  /** How many parts more than were sent an ETag counts: an encrypting proxy adds one with the list of the others. */
  "counts-parts-more": { embedded: 0, ceph: 0, "proxy-encrypted-embedded": 1, "proxy-encrypted-ceph": 1 },
  /** Whether another proxy may keep what is its own in the store, such as a quarantine. */
  "takes-reserved-keys": {
    embedded: true,
    ceph: true,
    "proxy-encrypted-embedded": false,
    "proxy-encrypted-ceph": false,
  },
} as const satisfies Readonly<Record<string, Difference>>;

type Difference = Readonly<
  Record<StoreName, unknown> & Partial<Record<`proxy-${StoreName}` | `proxy-encrypted-${StoreName}`, unknown>>
>;
type Answers<Name extends keyof typeof DIFFERENCES> =
  (typeof DIFFERENCES)[Name][keyof (typeof DIFFERENCES)[Name]];

/** What the store of this run is expected to do. */
export function expected<Name extends keyof typeof DIFFERENCES>(name: Name): Answers<Name> {
  const difference: Difference = DIFFERENCES[name];
  const ways = [
    ...(ENCRYPTED ? [`proxy-encrypted-${STORE}` as const] : []),
    ...(THROUGH_PROXY ? [`proxy-${STORE}` as const] : []),
    STORE,
  ];
  const answer = difference[ways.find((way) => way in difference) ?? STORE];
  return answer as Answers<Name>;
}
