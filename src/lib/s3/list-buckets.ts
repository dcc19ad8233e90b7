import type { S3Client } from "@aws-sdk/client-s3";
import { toSendOptions, type ListOptions } from "./call-options.js";
import { connectionContext } from "./client-connection.js";
import { notS3 } from "./failures/not-s3.js";
import { prefetchPages } from "./prefetch.js";
import { translateError } from "./translate-error.js";

export interface BucketSummary {
  readonly name: string;
  /** Undefined where the store does not say. */
  readonly createdAt: Date | undefined;
  readonly region: string | undefined;
}

export interface ListBucketsOptions extends ListOptions {
  /** Only buckets whose names begin so. */
  readonly prefix?: string | undefined;
}

/**
 * List the caller's buckets, by name.
 *
 * @throws AccessDeniedError without credentials or without the right to list.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 */
export async function* listBuckets(
  client: S3Client,
  options: ListBucketsOptions = {},
): AsyncGenerator<BucketSummary, void, void> {
  const { ListBucketsCommand } = await import("@aws-sdk/client-s3");
  const prefix = options.prefix ?? "";
  const fetchPage = async (token: string | undefined) => {
    // Paging is asked for only when it was wanted: old stores know neither parameter.
    const command = new ListBucketsCommand({ ContinuationToken: token, MaxBuckets: options.pageSize });
    try {
      const answer = await client.send(command, toSendOptions(options));
      // Every store names the owner, even of nothing; whatever else answers 200 does neither.
      if (answer.Buckets === undefined && answer.Owner === undefined) {
        throw notS3({ cause: undefined }, connectionContext(client));
      }
      return { page: answer.Buckets ?? [], next: answer.ContinuationToken };
    } catch (error) {
      throw translateError(error, { operation: "ListBuckets" });
    }
  };
  for await (const page of prefetchPages(fetchPage)) {
    for (const { Name: name = "", CreationDate, BucketRegion } of page) {
      if (name.startsWith(prefix)) yield { name, createdAt: CreationDate, region: BucketRegion };
    }
  }
}
