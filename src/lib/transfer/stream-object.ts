import { PassThrough, type Readable } from "node:stream";
import { downloadStream } from "./download-stream.js";
import type { TransferContext } from "./transfer-context.js";
import type { ObjectPlace } from "./transfer-item.js";

/** {@link downloadStream} as a stream to read from; destroy it to stop. */
export function streamObject(context: TransferContext, place: ObjectPlace): Readable {
  const output = new PassThrough();
  downloadStream(context, place, output).then(
    () => output.end(),
    (error: unknown) => output.destroy(error as Error),
  );
  return output;
}
