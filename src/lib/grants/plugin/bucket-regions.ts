import type { S3Client } from "@aws-sdk/client-s3";
import { CachedLookup } from "./cached-lookup.js";

const MAX_BUCKETS = 1000;
const LIFETIME_MS = 3_600_000;

/** In which regions buckets are: an Access Grants instance serves the buckets of its own region alone. */
export class BucketRegions {
  readonly #client: S3Client;
  readonly #asItself: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly #regions: CachedLookup<string>;

  constructor(
    client: S3Client,
    options: {
      readonly now: () => number;
      readonly asItself: <Result>(work: () => Promise<Result>) => Promise<Result>;
    },
  ) {
    this.#client = client;
    this.#asItself = options.asItself;
    this.#regions = new CachedLookup({ maxCount: MAX_BUCKETS, lifetimeMs: LIFETIME_MS, now: options.now });
  }

  /**
   * A client that does not follow buckets to other regions only reaches those of its own, and behind a gateway there
   * is one region: neither costs a request.
   */
  async of(bucket: string, behindGateway: boolean): Promise<string> {
    const { config } = this.#client;
    if (behindGateway || !config.followRegionRedirects || bucket === "") return config.region();
    return this.#regions.get(bucket, async () => this.#find(bucket));
  }

  clear(): void {
    this.#regions.clear();
  }

  async #find(bucket: string): Promise<string> {
    const { HeadBucketCommand } = await import("@aws-sdk/client-s3");
    try {
      const { BucketRegion } = await this.#asItself(async () =>
        this.#client.send(new HeadBucketCommand({ Bucket: bucket })),
      );
      return BucketRegion ?? (await this.#client.config.region());
    } catch (error) {
      const region = regionOf(error);
      if (region === undefined) throw error;
      return region;
    }
  }
}

/** S3 says where a bucket is also to those who may not see it. */
function regionOf(error: unknown): string | undefined {
  const { $response } = (error ?? {}) as { $response?: { headers?: Record<string, string> } };
  return $response?.headers?.["x-amz-bucket-region"];
}
