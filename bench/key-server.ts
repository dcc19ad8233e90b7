// An S3 store of nothing but keys: answers ListObjectsV2 with as many objects as it is asked to have, each page made
// when it is asked for. Runs as a process of its own, so that its work is not the explorer's.
//
//   node bench/key-server.ts KEYS
import { createServer } from "node:http";

const [keys = 1_000_000] = process.argv.slice(2).map(Number);
const PAGE = 1000;

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  response.setHeader("content-type", "application/xml");
  if (url.pathname === "/") return void response.end(buckets());
  if (url.searchParams.get("list-type") === "2") {
    const first = Number(url.searchParams.get("continuation-token") ?? 0);
    response.end(page(first));
    if (first === 0) process.stdout.write(`first page at ${Date.now().toString()}\n`);
    return undefined;
  }
  response.statusCode = 404;
  return void response.end("<Error><Code>NoSuchKey</Code></Error>");
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`port ${typeof address === "object" ? (address?.port.toString() ?? "") : ""}\n`);
});

function buckets(): string {
  const bucket = "<Bucket><Name>million</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket>";
  return `<ListAllMyBucketsResult><Buckets>${bucket}</Buckets></ListAllMyBucketsResult>`;
}

function page(first: number): string {
  const end = Math.min(keys, first + PAGE);
  const contents = Array.from({ length: end - first }, (_, i) => object(first + i)).join("");
  const next = end < keys ? `<NextContinuationToken>${end.toString()}</NextContinuationToken>` : "";
  return (
    `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">` +
    `<Name>million</Name><Prefix></Prefix><Delimiter>/</Delimiter><MaxKeys>${PAGE.toString()}</MaxKeys>` +
    `<KeyCount>${(end - first).toString()}</KeyCount><IsTruncated>${String(end < keys)}</IsTruncated>${next}` +
    `${contents}</ListBucketResult>`
  );
}

function object(number: number): string {
  const time = new Date(1_700_000_000_000 + ((number * 104_729) % 50_000_000) * 1000).toISOString();
  const size = ((number * 7919) % 1_000_003).toString();
  const name = `measurement-${number.toString().padStart(8, "0")}.parquet`;
  return (
    `<Contents><Key>${name}</Key><LastModified>${time}</LastModified>` +
    `<ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><Size>${size}</Size>` +
    `<StorageClass>${number % 7 === 0 ? "STANDARD_IA" : "STANDARD"}</StorageClass></Contents>`
  );
}
