import { deflateSync, gzipSync, crc32 } from "node:zlib";

/** An object of the demonstration: small, made up, the same at every start. */
export interface SampleObject {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly content: Buffer;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Buckets that {@link sampleObjects} fills. */
export const SAMPLE_BUCKETS = ["photos", "research-data", "web-logs"] as const;

/** What a newcomer explores: text, tables, images, compressed logs, deep prefixes, names beyond ASCII. About 400 objects. */
export function* sampleObjects(): Generator<SampleObject> {
  yield* photos();
  yield* researchData();
  yield* webLogs();
}

function* photos(): Generator<SampleObject> {
  const places = ["alps", "lisboa", "北京", "café-crème"];
  for (const [place, name] of places.entries()) {
    for (let number = 1; number <= 24; number += 1) {
      yield {
        bucket: "photos",
        key: `${String(2021 + place)}/${name}/IMG_${String(number).padStart(4, "0")}.png`,
        contentType: "image/png",
        content: gradientPng(48 + number, 32 + number, place * 60 + number * 5),
        metadata: { camera: "s3kit demo", place: encodeURIComponent(name) },
      };
    }
  }
  yield text(
    "photos",
    "README.md",
    "text/markdown",
    "# Photos\n\nGenerated gradients, one folder a journey.\n",
  );
}

function* researchData(): Generator<SampleObject> {
  for (let run = 1; run <= 40; run += 1) {
    const id = `run-${String(run).padStart(3, "0")}`;
    yield text("research-data", `experiments/${id}/measurements.csv`, "text/csv", measurements(run));
    yield text("research-data", `experiments/${id}/settings.json`, "application/json", settings(run));
  }
  yield text(
    "research-data",
    "papers/draft 1 + notes.txt",
    "text/plain",
    "Draft. Names with spaces and + work.\n",
  );
  yield text(
    "research-data",
    "experiments/summary.md",
    "text/markdown",
    "# 40 runs\n\nAll of them made up.\n",
  );
}

function* webLogs(): Generator<SampleObject> {
  for (let day = 1; day <= 30; day += 1) {
    for (const hour of ["00", "06", "12", "18"]) {
      yield {
        bucket: "web-logs",
        key: `2026/11/${String(day).padStart(2, "0")}/access-${hour}.ndjson.gz`,
        contentType: "application/x-ndjson",
        content: gzipSync(accessLog(day, Number(hour))),
      };
    }
  }
}

function text(bucket: string, key: string, contentType: string, content: string): SampleObject {
  return { bucket, key, contentType, content: Buffer.from(content) };
}

function measurements(run: number): string {
  const rows = Array.from({ length: 60 }, (_, second) => {
    const value = Math.sin((second + run) / 7) * run;
    return `${second.toString()},${value.toFixed(4)},${second % 17 === 0 ? "check" : "ok"}`;
  });
  return `second,value,quality\n${rows.join("\n")}\n`;
}

function settings(run: number): string {
  return `${JSON.stringify({ run, temperatureCelsius: 18 + (run % 7), operator: "demo", tags: ["sample"] }, null, 2)}\n`;
}

function accessLog(day: number, hour: number): string {
  const lines = Array.from({ length: 200 }, (_, second) =>
    JSON.stringify({
      time: new Date(Date.UTC(2026, 10, day, hour, 0, second)).toISOString(),
      path: `/page/${((second * 31 + day) % 97).toString()}`,
      status: second % 41 === 0 ? 404 : 200,
      ms: ((second * 7919) % 250) + 3,
    }),
  );
  return `${lines.join("\n")}\n`;
}

/** A colour gradient as PNG: 8-bit RGB, no filter. Source: PNG specification, sections 5 and 11. */
function gradientPng(width: number, height: number, hue: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rowBytes = 1 + width * 3;
  const pixels = Buffer.alloc(rowBytes * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      pixels.set([(x * 4 + hue) & 255, (y * 5) & 255, (hue * 3 + x) & 255], y * rowBytes + 1 + x * 3);
    }
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(pixels)),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
