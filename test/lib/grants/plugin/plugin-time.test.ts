import { GetObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { withAccessGrants } from "../../../../src/lib/grants/plugin/with-access-grants.js";
import { recordedAws } from "./recorded-aws.js";

const ROUNDS = 9;
const REQUESTS = 400;

test("S3 Access Grants add at most 0.1 ms to a request for which credentials are held", async () => {
  const grants = [{ scope: "s3://bucket/team/*", permission: "READ" as const }];
  const aws = recordedAws({ grants });
  const plain = aws.client();
  const granted = withAccessGrants(aws.client(), { accountId: "111122223333" });
  const measure = async (client: typeof plain): Promise<number> => {
    aws.sent.length = 0;
    const startedAt = performance.now();
    for (let index = 0; index < REQUESTS; index += 1)
      await client.send(new GetObjectCommand({ Bucket: "bucket", Key: `team/folder/${index.toString()}` }));
    return (performance.now() - startedAt) / REQUESTS;
  };
  const added: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const without = await measure(plain);
    added.push((await measure(granted)) - without);
  }
  const median = added.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
  expect(median).toBeLessThanOrEqual(0.1);
});
