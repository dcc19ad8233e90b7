import { NotFoundError } from "../../errors/s3kit-error.js";
import { openGateway, type Gateway, type OpenGatewayOptions } from "../../gateway/open-gateway.js";
import type { KeyRing as SealingRing } from "../../key-ring/key-ring.js";
import type { Handler } from "../../wire/exchange.js";
import type { KeyRing } from "../keys/key-ring.js";
import { isLimited } from "../keys/proxy-key.js";
import type { StartProxyOptions } from "../start-proxy.js";
import { reasonOf } from "../upstream/upstream-failure.js";
import { openControlClient } from "./control-client.js";

/** The registry whose users a proxy serves. */
export interface ProxyGateway {
  /** In the store behind; made when it is not there. */
  readonly controlBucket: string;
  readonly ring: SealingRing;
  /** Where clients reach the gateway. Default: where they reached it when they asked. */
  readonly url?: string | undefined;
}

/**
 * Open the gateway that a proxy is to be, if it is to be one: the proxy's own keys are its administrators.
 *
 * @param handler the store behind.
 * @throws as `openGateway` does.
 */
export async function openProxyGateway(
  { gateway, upstream, anonymous, clock }: StartProxyOptions,
  ring: KeyRing,
  handler: Handler,
): Promise<Gateway | undefined> {
  if (gateway === undefined) return undefined;
  const control = await openControlClient(upstream, handler);
  try {
    const opened = await openOrMake({
      ...gateway,
      client: control.client,
      operator: (accessKeyId) => operatorOf(accessKeyId, ring),
      allowAnonymous: anonymous === "public",
      clock,
      onProblem: problemReporter(),
    });
    return {
      ...opened,
      close: async () => {
        await opened.close();
        await control.close();
      },
    };
  } catch (error) {
    await control.close();
    throw error;
  }
}

/** At the first start of all there is no bucket yet. */
async function openOrMake(options: OpenGatewayOptions): Promise<Gateway> {
  try {
    return await openGateway(options);
  } catch (error) {
    if (!(error instanceof NotFoundError && error.code === "NoSuchBucket")) throw error;
  }
  const { createBucket } = await import("../../bucket/create-bucket.js");
  const { client, controlBucket } = options;
  await createBucket(client, { bucket: controlBucket, versioning: false, objectLock: false });
  process.stderr.write(`Made the bucket ${controlBucket} for the gateway's registry\n`);
  return openGateway(options);
}

function operatorOf(accessKeyId: string, ring: KeyRing) {
  const key = ring.find(accessKeyId);
  return key && { name: accessKeyId, isLimited: isLimited(key) };
}

/** What goes wrong twice a second is said once a minute. */
const REPEAT_AFTER_MS = 60_000;

function problemReporter(): (error: unknown) => void {
  let last = { reason: "", atMs: 0 };
  return (error) => {
    const now = { reason: reasonOf(error), atMs: performance.now() };
    if (now.reason === last.reason && now.atMs - last.atMs < REPEAT_AFTER_MS) return;
    last = now;
    process.stderr.write(`The gateway's registry: ${now.reason}\n`);
  };
}
