/** One thing wrong in a rule, and where in it. */
export interface LifecycleProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

type Problems = Generator<LifecycleProblem, void, void>;
type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => Omit<LifecycleProblem, "path"> | undefined;

/** Source: S3 User Guide, "Lifecycle configuration elements". */
const LONGEST_ID = 255;

const TRANSITION_CLASSES = [
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
];

/**
 * What S3 would refuse in a lifecycle rule of its own JSON. Storage classes that S3 lacks pass, as stores name their
 * own, unless they are an S3 class in wrong letters. Pure.
 *
 * Source: S3 API Reference, LifecycleRule and what it refers to.
 */
export function* checkLifecycleRule(rule: unknown): Problems {
  if (!isFields(rule)) {
    yield { path: [], message: "a rule must be an object" };
    return;
  }
  yield* checkFields(rule, RULE, []);
  if (rule["Status"] === undefined)
    yield { path: [], message: "the rule has no Status", hint: "Enabled or Disabled" };
  const [hasFilter, hasPrefix] = [rule["Filter"] !== undefined, rule["Prefix"] !== undefined];
  if (hasFilter && hasPrefix)
    yield { path: ["Prefix"], message: "a rule has either Filter or Prefix, not both" };
  if (!hasFilter && !hasPrefix) {
    yield {
      path: [],
      message: "the rule does not say what it is about",
      hint: 'Add "Filter": {} for all objects',
    };
  }
  if (isFields(rule["Filter"])) yield* checkFilter(rule["Filter"]);
  if (!Object.keys(rule).some((name) => ACTIONS.has(name))) {
    yield { path: [], message: "the rule does nothing", hint: `Add one of ${[...ACTIONS].join(", ")}` };
  }
}

type FieldCheck = Check | { readonly object: FieldChecks } | { readonly list: FieldChecks };
type FieldChecks = Readonly<Record<string, FieldCheck>>;

const text: Check = (value) => (typeof value === "string" ? undefined : { message: "must be a text" });

const wholeNumber =
  (least: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least
      ? undefined
      : { message: `must be a whole number, ${least.toString()} or more` };

const truth: Check = (value) =>
  typeof value === "boolean" ? undefined : { message: "must be true or false" };

const oneOf =
  (words: readonly string[]): Check =>
  (value) => {
    if (words.includes(String(value))) return undefined;
    return { message: `must be ${words.join(" or ")}`, ...nearest(String(value), words) };
  };

const midnight: Check = (value) =>
  typeof value === "string" && /^\d{4}-\d{2}-\d{2}(T00:00:00(\.0+)?(Z|\+00:00))?$/.test(value)
    ? undefined
    : { message: "must be a date at midnight UTC", hint: "Write it as 2027-01-31T00:00:00Z" };

const storageClass: Check = (value) => {
  if (typeof value !== "string" || value === "") return { message: "must name a storage class" };
  const hint = TRANSITION_CLASSES.includes(value) ? {} : nearest(value, TRANSITION_CLASSES);
  return "hint" in hint ? { message: `${value} is no storage class`, ...hint } : undefined;
};

const shortId: Check = (value) =>
  typeof value === "string" && value.length <= LONGEST_ID
    ? undefined
    : { message: `must be a text of at most ${LONGEST_ID.toString()} characters` };

const TAG: FieldChecks = { Key: text, Value: text };
const FILTER: FieldChecks = {
  Prefix: text,
  Tag: { object: TAG },
  ObjectSizeGreaterThan: wholeNumber(0),
  ObjectSizeLessThan: wholeNumber(1),
};
const TRANSITION: FieldChecks = { Days: wholeNumber(0), Date: midnight, StorageClass: storageClass };
const RULE: FieldChecks = {
  ID: shortId,
  Status: oneOf(["Enabled", "Disabled"]),
  Prefix: text,
  Filter: {
    object: {
      ...FILTER,
      And: {
        object: {
          Prefix: text,
          Tags: { list: TAG },
          ObjectSizeGreaterThan: wholeNumber(0),
          ObjectSizeLessThan: wholeNumber(1),
        },
      },
    },
  },
  Expiration: { object: { Days: wholeNumber(1), Date: midnight, ExpiredObjectDeleteMarker: truth } },
  Transitions: { list: TRANSITION },
  NoncurrentVersionExpiration: {
    object: { NoncurrentDays: wholeNumber(1), NewerNoncurrentVersions: wholeNumber(1) },
  },
  NoncurrentVersionTransitions: {
    list: {
      NoncurrentDays: wholeNumber(0),
      NewerNoncurrentVersions: wholeNumber(1),
      StorageClass: storageClass,
    },
  },
  AbortIncompleteMultipartUpload: { object: { DaysAfterInitiation: wholeNumber(1) } },
};
const ACTIONS: ReadonlySet<string> = new Set([
  "Expiration",
  "Transitions",
  "NoncurrentVersionExpiration",
  "NoncurrentVersionTransitions",
  "AbortIncompleteMultipartUpload",
]);

function* checkFields(fields: Fields, checks: FieldChecks, path: LifecycleProblem["path"]): Problems {
  for (const [name, value] of Object.entries(fields)) {
    const check = checks[name];
    const here = [...path, name];
    if (check === undefined) yield { path: here, ...unknownField(name, checks) };
    else if (typeof check === "function") yield* checkValue(name, value, check, here);
    else if ("list" in check) yield* checkList(name, value, check.list, here);
    else if (isFields(value)) yield* checkFields(value, check.object, here);
    else yield { path: here, message: `${name} must be an object` };
  }
  yield* checkMoment(fields, checks, path);
}

function* checkValue(name: string, value: unknown, check: Check, path: LifecycleProblem["path"]): Problems {
  const problem = check(value);
  if (problem !== undefined) yield { path, ...problem, message: withName(name, problem.message) };
}

/** `must be …` needs its subject; other messages have one. */
function withName(name: string, message: string): string {
  return message.startsWith("must") ? `${name} ${message}` : message;
}

function* checkList(
  name: string,
  value: unknown,
  checks: FieldChecks,
  path: LifecycleProblem["path"],
): Problems {
  if (!Array.isArray(value) || value.length === 0) {
    yield { path, message: `${name} must be a list with at least one entry` };
    return;
  }
  for (const [index, entry] of value.entries()) {
    if (isFields(entry)) yield* checkFields(entry, checks, [...path, index]);
    else yield { path: [...path, index], message: `${name} must hold objects` };
  }
}

/** Where there can be days or a date, S3 wants one of them and no two. */
function* checkMoment(fields: Fields, checks: FieldChecks, path: LifecycleProblem["path"]): Problems {
  if (!("Date" in checks)) {
    const required = ["DaysAfterInitiation", "NoncurrentDays"].find((name) => name in checks);
    if (required !== undefined && fields[required] === undefined)
      yield { path, message: `${required} is missing` };
    return;
  }
  const choices = Object.keys(checks).filter((name) => name !== "StorageClass");
  const given = choices.filter((name) => fields[name] !== undefined);
  if (given.length !== 1) yield { path, message: `there must be one of ${choices.join(", ")}` };
  if ("StorageClass" in checks && fields["StorageClass"] === undefined)
    yield { path, message: "StorageClass is missing" };
}

/** S3 takes one condition; several go into And. */
function* checkFilter(filter: Fields): Problems {
  const names = Object.keys(filter);
  if (names.length > 1)
    yield { path: ["Filter"], message: "a Filter has one condition", hint: "Put several into And" };
}

function unknownField(name: string, checks: FieldChecks): Omit<LifecycleProblem, "path"> {
  const known = Object.keys(checks);
  return {
    message: `unknown field ${name}`,
    hint: nearest(name, known).hint ?? `Fields: ${known.join(", ")}`,
  };
}

/** The word that was meant, when it only differs in letter case, underscores or a plural s. */
function nearest(typed: string, words: readonly string[]): { readonly hint?: string } {
  const bare = (word: string) => word.toLowerCase().replaceAll(/[-_]/g, "").replace(/s$/, "");
  const meant = words.find((word) => bare(word) === bare(typed));
  return meant === undefined ? {} : { hint: `Write it as ${meant}` };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
