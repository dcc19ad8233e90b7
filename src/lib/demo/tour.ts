import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { IntegrityError } from "../errors/s3kit-error.js";
import { sampleObjects, type SampleObject } from "./sample-objects.js";

export interface TourInput {
  /** Node and the program: what stands for `s3kit` in the commands shown. */
  readonly program: readonly [command: string, ...args: string[]];
  /** Endpoint and credentials as `AWS_*`, nothing else: the tour is what any CI job would do. */
  readonly environment: Readonly<Record<string, string>>;
  /** An empty folder to work in. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

export interface TourStep {
  readonly title: string;
  /** The command line typed, or what was done in its place. */
  readonly command: string;
  readonly output: string;
}

const BUCKET = "s3://tour";

/**
 * Do a newcomer's first ten minutes with the real program: make a bucket, upload a folder, list it, read it back and
 * compare every byte, presign an URL and fetch it. Yields each step after it succeeded; throws at the first that fails.
 */
export async function* runTour(input: TourInput): AsyncGenerator<TourStep> {
  const samples = [...sampleObjects()].filter(
    ({ bucket, key }) => bucket === "photos" && key.startsWith("2021/"),
  );
  const uploaded = path.join(input.folder, "photos");
  const returned = path.join(input.folder, "returned");
  await writeSamples(uploaded, samples);

  yield await type(input, "Make a bucket", ["bucket", "create", BUCKET]);
  yield await type(input, "Upload a folder", ["cp", "--recursive", uploaded, `${BUCKET}/photos/`]);
  yield await type(input, "List it", ["ls", "--recursive", `${BUCKET}/photos/`]);
  yield await type(input, "Read it back", ["cp", "--recursive", `${BUCKET}/photos/`, returned]);
  yield await compare(samples, returned);
  yield await presignAndFetch(input, samples);
}

async function writeSamples(folder: string, samples: readonly SampleObject[]): Promise<void> {
  for (const { key, content } of samples) {
    const file = path.join(folder, key);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

async function type(input: TourInput, title: string, words: readonly string[]): Promise<TourStep> {
  const [command, ...args] = input.program;
  const { stdout } = await execa(command, [...args, ...words], {
    env: input.environment,
    cancelSignal: input.signal,
    stdin: "ignore",
  });
  return { title, command: `s3kit ${words.join(" ")}`, output: stdout };
}

async function compare(samples: readonly SampleObject[], folder: string): Promise<TourStep> {
  for (const { key, content } of samples) {
    const file = path.join(folder, key);
    if (!content.equals(await readFile(file))) throw new IntegrityError(`${file} is not what was uploaded`);
  }
  const output = `${samples.length.toString()} files are byte for byte what was uploaded`;
  return { title: "Compare", command: `diff -r photos returned`, output };
}

async function presignAndFetch(input: TourInput, samples: readonly SampleObject[]): Promise<TourStep> {
  const [sample] = samples;
  if (sample === undefined) throw new RangeError("The tour has no sample to presign");
  const uri = `${BUCKET}/photos/${sample.key}`;
  const step = await type(input, "Presign an URL and fetch it", ["presign", "get", uri, "--expires", "5m"]);
  const response = await fetch(step.output.trim(), { signal: input.signal });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (!response.ok || !bytes.equals(sample.content)) {
    throw new IntegrityError(`The presigned URL answered ${response.status.toString()} with other content`);
  }
  return { ...step, output: `${step.output}\nfetched ${bytes.length.toString()} bytes, equal to the file` };
}
