const FORMAT = Buffer.from("s3kit.enc.v1\0", "latin1");

/** Where a wrapped key belongs: it opens only for the same name. */
export interface ObjectName {
  /** The bucket's name, unless the proxy is told another (a replica, a renamed bucket). */
  readonly namespace: string;
  readonly key: string;
}

/** The context of a wrapped object key. */
export function wrapContext(keyId: string, { namespace, key }: ObjectName): Buffer {
  return Buffer.concat([FORMAT, Buffer.from("W"), prefixed(keyId), prefixed(namespace), prefixed(key)]);
}

/** The context of a part's content; part number 0 is the content of a PutObject. */
export function partContext(partNumber: number): Buffer {
  const number = Buffer.alloc(2);
  number.writeUInt16BE(partNumber);
  return Buffer.concat([FORMAT, Buffer.from("P"), number]);
}

/** The context of the list of parts. */
export function indexContext(): Buffer {
  return Buffer.concat([FORMAT, Buffer.from("I")]);
}

/** The context of the summary. */
export function summaryContext(): Buffer {
  return Buffer.concat([FORMAT, Buffer.from("S")]);
}

/** The context of a secret that is no object's: a label says what for. Role `X` is outside of stored objects. */
export function secretContext(keyId: string, label: string): Buffer {
  return Buffer.concat([FORMAT, Buffer.from("X"), prefixed(keyId), prefixed(label)]);
}

function prefixed(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
