/** One request that was sent to a store and its outcome; holds no secret. */
export interface RequestTrace {
  readonly method: string;
  /** Without signatures, credentials and tokens in the query. */
  readonly url: string;
  /** Undefined when no answer came. */
  readonly status: number | undefined;
  /** From sending to the answer's headers. */
  readonly durationMs: number;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Why no answer came. */
  readonly error?: string;
}

export type RequestObserver = (trace: RequestTrace) => void;

const SECRET_PARAMETER =
  /^(x-amz-(signature|credential|security-token)|signature|awsaccesskeyid|token|code)$/i;

/** Query parameters as the SDK holds them before they are sent. */
export type QueryParameters = Readonly<Record<string, string | readonly string[] | null | undefined>>;

type ParameterValue = string | null | undefined;

/** A URL fit to be shown: the values of signing parameters are replaced by `…`. */
export function withoutSecrets(origin: string, path: string, query: QueryParameters): string {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    valuesOf(value).map((one) => parameterText(name, one)),
  );
  return `${origin}${path}${parameters.length === 0 ? "" : `?${parameters.join("&")}`}`;
}

function valuesOf(value: QueryParameters[string]): readonly ParameterValue[] {
  return typeof value === "object" && value !== null ? value : [value];
}

function parameterText(name: string, value: ParameterValue): string {
  const key = encodeURIComponent(name);
  if (SECRET_PARAMETER.test(name)) return `${key}=…`;
  return value === undefined || value === null || value === "" ? key : `${key}=${encodeURIComponent(value)}`;
}
