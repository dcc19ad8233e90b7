// A backend whose visitors upload straight to the store: it signs a form for each file and sees none of the bytes.
//
//   AWS_ENDPOINT_URL=http://127.0.0.1:9000 BUCKET=inbox node examples/upload/server.mjs
//
// It makes the bucket, and lets pages of this server use it. `PORT=0` takes any free port.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { randomUUID } from "node:crypto";
import { corsPreset, createBucket, createClient, presignObject, presignPost, setCors } from "s3kit";

const bucket = process.env.BUCKET ?? "s3kit-upload-example";
const page = await readFile(new URL("page.html", import.meta.url));
const client = await createClient();

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    response.writeHead(400, { "content-type": "application/json" });
    response.end(JSON.stringify({ message: error.message }));
  });
});
server.listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${server.address().port}`;

await createBucket(client, { bucket, versioning: false, objectLock: false });
await setCors(client, bucket, corsPreset("browser-upload", [origin]));
process.stdout.write(`listening on ${origin}\n`);

process.once("SIGTERM", () => {
  client.destroy();
  server.close();
  server.closeAllConnections();
});

async function answer(request, response) {
  if (request.method === "GET" && request.url === "/") {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
  } else if (request.method === "POST" && request.url === "/uploads") {
    const upload = await signUpload(await json(request));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(upload));
  } else {
    response.writeHead(404).end();
  }
}

/** Whoever may upload is for your application to decide, before this. */
async function signUpload({ type }) {
  const key = `pictures/${randomUUID()}`;
  const form = await presignPost(client, {
    bucket,
    key,
    expiresInSeconds: 300,
    contentLength: { minBytes: 1, maxBytes: 5 * 1024 * 1024 },
    contentType: /^image\/(png|jpeg|gif|webp)$/.test(type) ? type : "image/png",
    successStatus: 204,
  });
  const download = await presignObject(client, { method: "GET", bucket, key, expiresInSeconds: 3600 });
  return { form: { url: form.url, fields: form.fields }, downloadUrl: download.url };
}
