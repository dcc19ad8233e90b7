import type { ProxyKey } from "./keys/proxy-key.js";

export interface ProxyIntroduction {
  readonly endpoint: string;
  /** The store behind, for people. */
  readonly upstream: string;
  /** A pair made just now, shown this one time. */
  readonly generated: ProxyKey | undefined;
  /** Of the pair that clients use, when its secret is not to be shown. */
  readonly accessKeyId: string | undefined;
}

/** What to tell people who start a proxy: what is behind it, and how to use it from their tools. No secret but a new one's. */
export function describeUse(introduction: ProxyIntroduction): string {
  const { upstream } = introduction;
  return [
    `In front of: ${upstream}`,
    "",
    ...keyLines(introduction),
    "",
    ...snippets(introduction.endpoint),
  ].join("\n");
}

function keyLines({ endpoint, generated, accessKeyId }: ProxyIntroduction): readonly string[] {
  const news =
    generated === undefined
      ? ["Sign with a key of this proxy (see: s3kit proxy key list):"]
      : ["New key pair, kept in proxy-keys.json of s3kit's folder and not shown again:"];
  return [
    ...news,
    `  export AWS_ENDPOINT_URL=${endpoint}`,
    `  export AWS_ACCESS_KEY_ID=${generated?.accessKeyId ?? accessKeyId ?? "…"}`,
    `  export AWS_SECRET_ACCESS_KEY=${generated?.secretAccessKey ?? "…"}`,
    "  export AWS_REGION=us-east-1",
  ];
}

function snippets(endpoint: string): readonly string[] {
  const address = endpoint.replace(/^https?:\/\//, "");
  const secure = endpoint.startsWith("https:");
  return [
    "With these set:",
    "  aws cli   aws s3 ls",
    '  boto3     boto3.client("s3", config=Config(s3={"addressing_style": "path"}))',
    "  JS        new S3Client({ forcePathStyle: true })",
    `  rclone    rclone lsd ":s3,provider=Other,env_auth=true,endpoint='${endpoint}':"`,
    "  DuckDB    CREATE SECRET (TYPE s3, PROVIDER credential_chain, CHAIN 'env',",
    `              ENDPOINT '${address}', URL_STYLE 'path', USE_SSL ${String(secure)});`,
  ];
}
