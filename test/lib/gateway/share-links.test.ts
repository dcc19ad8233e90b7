import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, describe, expect, it } from "vitest";
import { openGatewayAdministration } from "../../../src/lib/gateway/client/gateway-administration.js";
import type { Administration, CreateLink } from "../../../src/lib/workspace/administration.js";
import type { LinkWithToken } from "../../../src/lib/workspace/administration-answers.js";
import { NO_BROWSER, skipReason, useBrowser } from "../../integration/support/browser.js";
import { CLIENT_KEY } from "../proxy/running-proxy.js";
import { keyOf, runningGateway, type GatewayFixture } from "./running-gateway.js";

const HTML = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const CONTENT = "0123456789".repeat(1000);

async function as<Result>(
  { endpoint }: GatewayFixture,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
  work: (administration: Administration) => Promise<Result>,
): Promise<Result> {
  const connection = await openGatewayAdministration({
    profile: undefined,
    endpoint,
    region: "us-east-1",
    pathStyle: true,
    credentials,
    checksums: "when_required",
  });
  try {
    return await work(connection.administration);
  } finally {
    await connection.close();
  }
}

/** Alice's object, and a link of hers to it. */
async function link(
  gateway: GatewayFixture,
  input: Partial<CreateLink> = {},
): Promise<LinkWithToken & { readonly url: string }> {
  const { bucket = "data", key = "alice/lab/report é.txt" } = input;
  await gateway.as("alice").send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: CONTENT }));
  const made = await as(gateway, keyOf("alice"), async (of) => of.createLink({ bucket, key, ...input }));
  if (made.url === null) throw new Error("The link has no URL");
  return { ...made, url: made.url };
}

const press = async (url: string, body = ""): Promise<Response> =>
  fetch(url, {
    method: "POST",
    body,
    redirect: "manual",
    headers: { ...HTML, "content-type": "application/x-www-form-urlencoded" },
  });

const locationOf = (url: string, answer: Response) => new URL(answer.headers.get("location") ?? "", url).href;

describe("a share link", () => {
  it("gives programs the file, whole or in parts, as something to keep", async () => {
    await using gateway = await runningGateway();
    const { url } = await link(gateway);
    const whole = await fetch(url);
    expect([whole.status, await whole.text()]).toEqual([200, CONTENT]);
    expect(whole.headers.get("content-disposition")).toBe(
      `attachment; filename="report _.txt"; filename*=UTF-8''report%20%C3%A9.txt`,
    );
    expect(whole.headers.get("x-content-type-options")).toBe("nosniff");
    expect(whole.headers.get("content-security-policy")).toContain("sandbox");
    const part = await fetch(url, { headers: { range: "bytes=5-9" } });
    expect([part.status, await part.text()]).toEqual([206, "56789"]);
    expect(part.headers.get("content-range")).toBe("bytes 5-9/10000");
    const head = await fetch(url, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, "10000"]);
    expect((await fetch(url, { headers: { range: "bytes=99999-" } })).status).toBe(416);
  });

  it("shows browsers a page, whose button leads to a ticket for one download", async () => {
    await using gateway = await runningGateway();
    const { url } = await link(gateway, { maxDownloads: 1, expiresAt: "2999-01-02T03:04:05Z" });
    const page = await fetch(url, { headers: HTML });
    const html = await page.text();
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    for (const fact of ["report é.txt", "10.0 KB", "1 download left", "until 2999-01-02 03:04 UTC"])
      expect(html).toContain(fact);
    const pressed = await press(url);
    expect(pressed.status).toBe(303);
    const ticket = locationOf(url, pressed);
    for (const range of ["bytes=0-4", "bytes=5-"]) {
      expect((await fetch(ticket, { headers: { ...HTML, range } })).status).toBe(206);
    }
    const again = await press(url);
    expect([again.status, await again.text()]).toEqual([410, expect.stringContaining("used up")]);
    expect((await fetch(url)).status).toBe(410);
    expect((await fetch(`${url}/${"0".repeat(8)}~k1~${"x".repeat(43)}`)).status).toBe(404);
    const other = await link(gateway, { maxDownloads: 1 });
    expect((await fetch(ticket.replace(url, other.url))).status).toBe(404);
  });

  it("is counted by several gateways together", async () => {
    await using gateway = await runningGateway();
    await using second = await gateway.startAnother();
    const { url } = await link(gateway, { maxDownloads: 10 });
    await gateway.writer.known();
    const elsewhere = url.replace(gateway.endpoint, second.endpoint);
    const answers = await Promise.all(
      Array.from({ length: 24 }, async (_, index) => fetch(index % 2 === 0 ? url : elsewhere)),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([...Array<number>(10).fill(200), ...Array<number>(14).fill(410)]);
    for (const answer of answers) await answer.arrayBuffer();
  });

  it("opens with its password alone, and not for those who guess", async () => {
    await using gateway = await runningGateway();
    const { url } = await link(gateway, { password: "päss & word" });
    const page = await (await fetch(url, { headers: HTML })).text();
    expect(page).toContain('type="password"');
    expect(page).not.toContain("10.0 KB");
    const form = `password=${encodeURIComponent("päss & word")}`;
    const opened = await press(url, form);
    expect(await (await fetch(locationOf(url, opened))).text()).toBe(CONTENT);
    const wrong = await press(url, "password=x");
    expect([wrong.status, await wrong.text()]).toEqual([403, expect.stringContaining("not the password")]);
    const basic = (password: string) => ({
      authorization: `Basic ${Buffer.from(`:${password}`).toString("base64")}`,
    });
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: basic("x") })).status).toBe(401);
    expect((await fetch(url, { headers: basic("päss & word") })).status).toBe(200);
    for (let tries = 0; tries < 10; tries += 1) await press(url, "password=x");
    expect((await press(url, form)).status).toBe(503);
  });

  it("ends when it is revoked or expires, its maker loses his rights, or the object goes", async () => {
    await using gateway = await runningGateway();
    const { url, id } = await link(gateway);
    const soon = new Date(Date.now() + 1500).toISOString();
    const short = await link(gateway, { key: "alice/lab/short", expiresAt: soon });
    expect((await fetch(short.url)).status).toBe(200);
    const bobs = await as(gateway, keyOf("bob"), async (of) =>
      of.createLink({ bucket: "data", key: "alice/lab/report é.txt" }),
    );
    const bobsUrl = bobs.url ?? "";
    expect((await fetch(bobsUrl)).status).toBe(200);
    await gateway.writer.commit({ remove: "share", id: "s-lab-bob" });
    await as(gateway, keyOf("alice"), async (of) => of.revokeLink({ id }));
    expect((await fetch(url)).status).toBe(404);
    await gateway.writer.known();
    expect((await fetch(bobsUrl)).status).toBe(404);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await fetch(short.url)).status).toBe(404);
    const gone = await link(gateway, { key: "alice/lab/gone" });
    await gateway.administrator.send(new DeleteObjectCommand({ Bucket: "data", Key: "alice/lab/gone" }));
    expect((await fetch(gone.url)).status).toBe(404);
    expect((await fetch(`${gateway.endpoint}/.s3kit/share/${"x".repeat(32)}`)).status).toBe(404);
    expect((await fetch(gone.url, { method: "PUT", body: "x" })).status).toBe(405);
  });

  it("can be made by those only who may read, and is written down when it is used", async () => {
    await using gateway = await runningGateway();
    const carols = as(gateway, keyOf("carol"), async (of) =>
      of.createLink({ bucket: "data", key: "alice/lab/a" }),
    );
    await expect(carols).rejects.toThrow(/is refused/);
    const { url, id } = await link(gateway);
    await (await fetch(url)).text();
    const { records } = await as(gateway, CLIENT_KEY, async (of) =>
      of.readAudit({ action: "share download" }),
    );
    expect(records).toMatchObject([{ by: "anonymous", outcome: "done", details: { link: id } }]);
    expect(JSON.stringify(records)).not.toContain(url.split("/").at(-1));
  });
});

describe.skipIf(NO_BROWSER !== undefined)(`the page of a share link${skipReason()}`, () => {
  const browser = useBrowser();
  const gateways: GatewayFixture[] = [];
  afterAll(async () => {
    for (const gateway of gateways) await gateway[Symbol.asyncDispose]();
  });

  async function open(input: Partial<CreateLink>) {
    const gateway = await runningGateway();
    gateways.push(gateway);
    const { url } = await link(gateway, input);
    return { page: await browser.open(url), url };
  }

  it("downloads the file at the press of its button", async () => {
    const { page } = await open({ key: "alice/lab/Zahlen 2026.txt" });
    expect(await page.locator("h1").textContent()).toBe("Zahlen 2026.txt");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("button")]);
    expect(download.suggestedFilename()).toBe("Zahlen 2026.txt");
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe(CONTENT);
    await page.close();
  });

  it("asks for the password, and says when it is wrong", async () => {
    const { page } = await open({ password: "open sesame" });
    await page.fill("input[type=password]", "guess");
    await page.click("button");
    expect(await page.locator("[role=alert]").textContent()).toBe("This is not the password.");
    await page.fill("input[type=password]", "open sesame");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("button")]);
    expect(download.suggestedFilename()).toBe("report é.txt");
    await page.close();
  });

  it.each([
    `alice/lab/<img src=x onerror="window.bad=1">.txt`,
    `alice/lab/"><script>window.bad=1</script>`,
    `alice/lab/</title></style><svg onload=window.bad=1>`,
    `alice/lab/&lt;script&gt;window.bad=1&lt;\u{2f}script&gt;`,
    "alice/lab/javascript:window.bad=1//'\"`",
    "alice/lab/photo\u202egpj.exe",
  ])("shows the name %j as text, and runs nothing of it", async (key) => {
    const { page } = await open({ key });
    const name = key.slice(key.lastIndexOf("/") + 1).replace("\u202e", "\ufffd");
    expect(await page.locator("h1").textContent()).toBe(name);
    expect(await page.evaluate("window.bad")).toBeUndefined();
    expect(await page.locator("script, img, svg").count()).toBe(0);
    await page.close();
  });
});
