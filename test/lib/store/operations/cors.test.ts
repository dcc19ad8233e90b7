import { beforeEach, expect, test } from "vitest";
import { element, runningStore } from "../running-store.js";

let store: Awaited<ReturnType<typeof runningStore>>;
const PAGE = "https://app.example.org";

beforeEach(async () => {
  store = await runningStore();
  await store.createBucket();
  await store.send({
    method: "PUT",
    target: "/bucket?cors",
    body: `<CORSConfiguration>
      <CORSRule><AllowedOrigin>https://*.example.org</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>
      <AllowedHeader>x-amz-*</AllowedHeader><AllowedHeader>Content-Type</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds></CORSRule>
      </CORSConfiguration>`,
  });
  return () => store[Symbol.asyncDispose]();
});

const preflight = (headers: Record<string, string>) =>
  store.send({ method: "OPTIONS", target: "/bucket/a", headers, anonymous: true });

test("a preflight that a rule allows says what may be sent", async () => {
  const answer = await preflight({
    origin: PAGE,
    "access-control-request-method": "PUT",
    "access-control-request-headers": "X-Amz-Date, content-type",
  });
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    "access-control-allow-origin": PAGE,
    "access-control-allow-methods": "GET, PUT",
    "access-control-allow-headers": "x-amz-date, content-type",
    "access-control-max-age": "600",
    "access-control-expose-headers": "ETag",
  });
});

test.each([
  [{ origin: "https://example.com", "access-control-request-method": "PUT" }, 403],
  [{ origin: PAGE, "access-control-request-method": "DELETE" }, 403],
  [
    {
      origin: PAGE,
      "access-control-request-method": "PUT",
      "access-control-request-headers": "authorization",
    },
    403,
  ],
  [{ origin: PAGE, "access-control-request-method": "BREW" }, 400],
  [{ "access-control-request-method": "PUT" }, 400],
])("a preflight with %j gets %i", async (headers, status) => {
  const answer = await preflight(headers);
  expect(answer.status).toBe(status);
  expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
});

test("answers, refusals too, can be read by pages that a rule allows", async () => {
  await store.send({ method: "PUT", target: "/bucket/a", body: "hello" });
  const read = await store.send({ method: "GET", target: "/bucket/a", headers: { origin: PAGE } });
  expect([read.text, read.headers["access-control-allow-origin"]]).toEqual(["hello", PAGE]);
  expect(read.headers["access-control-expose-headers"]).toBe("ETag");
  const denied = await store.send({
    method: "GET",
    target: "/bucket/a",
    headers: { origin: PAGE },
    anonymous: true,
  });
  expect([denied.status, denied.headers["access-control-allow-origin"]]).toEqual([403, PAGE]);
  const other = await store.send({
    method: "GET",
    target: "/bucket/a",
    headers: { origin: "https://example.com" },
  });
  expect([other.status, other.headers["access-control-allow-origin"]]).toEqual([200, undefined]);
});

test("a request that names the method it asks about is answered about that one", async () => {
  await store.send({ method: "PUT", target: "/bucket/a", body: "hello" });
  const headers = { origin: PAGE, "access-control-request-method": "DELETE" };
  const read = await store.send({ method: "GET", target: "/bucket/a", headers });
  expect([read.status, read.headers["access-control-allow-origin"]]).toEqual([200, undefined]);
});

test("a bucket without rules, or no bucket at all, allows no page", async () => {
  await store.createBucket("plain");
  const headers = { origin: PAGE, "access-control-request-method": "GET" };
  for (const target of ["/plain/a", "/none/a", "/"]) {
    const answer = await store.send({ method: "OPTIONS", target, headers, anonymous: true });
    expect([target, answer.status, element(answer.text, "Code")]).toEqual([target, 403, "AccessDenied"]);
  }
});
