import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { startTestServer } from "./test-server.js";

async function createCertificate(): Promise<{ cert: string; key: string }> {
  const dir = await mkdtemp(join(tmpdir(), "s3kit-tls-"));
  onTestFinished(async () => rm(dir, { recursive: true }));
  const [keyFile, certFile] = [join(dir, "key.pem"), join(dir, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", keyFile];
  await promisify(execFile)("openssl", ["req", "-x509", ...key, "-out", certFile, "-days", "2", ...subject]);
  return { cert: await readFile(certFile, "utf8"), key: await readFile(keyFile, "utf8") };
}

it("speaks HTTPS with a certificate, and tells the handler so", async () => {
  const tls = await createCertificate();
  const server = await startTestServer({ tls });
  const answer = await new Promise<string>((resolve, reject) => {
    request(
      { host: "127.0.0.1", port: server.port, path: "/bucket/key", ca: tls.cert, agent: false },
      (response) => {
        text(response).then(resolve, reject);
      },
    )
      .on("error", reject)
      .end();
  });
  expect(answer).toBe("0 bytes");
  expect(server.requests).toMatchObject([{ secure: true, key: "key" }]);
});
