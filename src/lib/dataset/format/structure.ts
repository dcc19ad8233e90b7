import { UnsupportedByStoreError } from "../../errors/s3kit-error.js";
import type { HandleEncoding } from "./item-identity.js";
import { parseJson, pythonJson, type JsonValue } from "./python-json.js";

/** The versions of dtool's brokers whose structure is written. */
const S3_BROKER_VERSION = "0.15.0";
const FILE_BROKER_VERSION = "3.20.0";

/** `structure.json` of a dataset in a bucket. */
export function s3Structure(uuid: string): string {
  return pythonJson(
    {
      admin_metadata_key_suffix: "dtool",
      annotations_key_infix: "annotations",
      data_key_infix: "data",
      dataset_readme_key_suffix: "README.yml",
      dataset_registration_key: `dtool-${uuid}`,
      dtool_readme_key_suffix: "README.txt",
      fragment_key_infix: "fragments",
      http_manifest_key: "http_manifest.json",
      manifest_key_suffix: "manifest.json",
      overlays_key_infix: "overlays",
      storage_broker_version: S3_BROKER_VERSION,
      structure_key_suffix: "structure.json",
      tags_key_infix: "tags",
    },
    { indent: 2, sortKeys: true },
  );
}

/** `structure.json` of a dataset on disk. */
export function fileStructure(): string {
  return pythonJson(
    {
      admin_metadata_relpath: [".dtool", "dtool"],
      annotations_directory: [".dtool", "annotations"],
      data_directory: ["data"],
      dataset_readme_relpath: ["README.yml"],
      dtool_directory: [".dtool"],
      dtool_readme_relpath: [".dtool", "README.txt"],
      manifest_relpath: [".dtool", "manifest.json"],
      metadata_fragments_directory: [".dtool", "tmp_fragments"],
      overlays_directory: [".dtool", "overlays"],
      storage_broker_version: FILE_BROKER_VERSION,
      structure_metadata_relpath: [".dtool", "structure.json"],
      tags_directory: [".dtool", "tags"],
    },
    { indent: 2, sortKeys: true },
  );
}

/**
 * How handles are encoded, by the version of the broker that wrote the dataset: in base64 from 0.14 on; plainly before,
 * and where `structure.json` is missing or names no version.
 */
export function handleEncodingOf(structure: string | undefined): HandleEncoding {
  const version = brokerVersionOf(structure);
  return version !== undefined && compareVersions(version, [0, 14]) >= 0 ? "base64" : "plain";
}

/**
 * Make sure that a dataset is of a format that is known.
 *
 * @throws UnsupportedByStoreError `NewerDatasetFormat` when a later major version wrote it.
 */
export function assertKnownFormat(
  uri: string,
  structure: string | undefined,
  dtoolcoreVersion: string,
): void {
  const broker = brokerVersionOf(structure);
  const isFile = structure?.includes('"admin_metadata_relpath"') === true;
  const brokerLimit = isFile ? 4 : 1;
  if (broker !== undefined && (broker[0] ?? 0) >= brokerLimit)
    throw tooNew(uri, `storage broker ${broker.join(".")}`);
  const core = parseVersion(dtoolcoreVersion);
  if (core !== undefined && (core[0] ?? 0) >= 4) throw tooNew(uri, `dtoolcore ${dtoolcoreVersion}`);
}

function tooNew(uri: string, writer: string): UnsupportedByStoreError {
  return new UnsupportedByStoreError(
    `${uri} is of a newer format than this s3kit knows: ${writer} wrote it`,
    {
      code: "NewerDatasetFormat",
      hints: ["Update s3kit"],
    },
  );
}

function brokerVersionOf(structure: string | undefined): readonly number[] | undefined {
  const version = structure === undefined ? undefined : fieldOf(structure, "storage_broker_version");
  return typeof version === "string" ? parseVersion(version) : undefined;
}

function fieldOf(text: string, name: string): JsonValue | undefined {
  try {
    return (parseJson(text) as Readonly<Record<string, JsonValue>> | null)?.[name];
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function parseVersion(text: string): readonly number[] | undefined {
  const found = /^v?(\d+(?:\.\d+)*)/.exec(text);
  return found?.[1]?.split(".").map(Number);
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
