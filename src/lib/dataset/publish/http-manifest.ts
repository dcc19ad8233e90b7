import { formatAdminMetadata, type AdminMetadata } from "../format/admin-metadata.js";
import type { ManifestItem } from "../format/manifest.js";
import { parseJson, pythonJson, pythonString } from "../format/python-json.js";

export interface HttpManifestInput {
  readonly admin: AdminMetadata;
  readonly items: AsyncIterable<ManifestItem>;
  readonly overlays: readonly string[];
  readonly annotations: readonly string[];
  readonly tags: readonly string[];
  /** URL of a document or item. */
  readonly urlOf: (name: string) => Promise<string>;
}

/** The list of all URLs of a dataset in pieces, byte for byte as dtool writes it. Memory: an item. */
export async function* formatHttpManifest(input: HttpManifestInput): AsyncGenerator<string, void, void> {
  const { admin, urlOf } = input;
  const facts = pythonJson(parseJson(formatAdminMetadata(admin)), { indent: 2 });
  yield `{\n  "admin_metadata": ${facts.replaceAll("\n", "\n  ")},\n  "item_urls": `;
  yield* formatUrls(identifiersOf(input.items), (identifier) => urlOf(`data/${identifier}`));
  yield `,\n  "overlays": `;
  yield* formatUrls(input.overlays, (name) => urlOf(`overlays/${name}.json`));
  yield `,\n  "annotations": `;
  yield* formatUrls(input.annotations, (name) => urlOf(`annotations/${name}.json`));
  const tags = pythonJson(input.tags, { indent: 2 }).replaceAll("\n", "\n  ");
  yield `,\n  "tags": ${tags},\n`;
  yield `  "readme_url": ${pythonString(await urlOf("README.yml"))},\n`;
  yield `  "manifest_url": ${pythonString(await urlOf("manifest.json"))}\n}`;
}

async function* identifiersOf(items: AsyncIterable<ManifestItem>): AsyncGenerator<string> {
  for await (const { identifier } of items) yield identifier;
}

async function* formatUrls(
  names: AsyncIterable<string> | Iterable<string>,
  urlOf: (name: string) => Promise<string>,
): AsyncGenerator<string> {
  let isFirst = true;
  for await (const name of names) {
    yield `${isFirst ? "{" : ","}\n    ${pythonString(name)}: ${pythonString(await urlOf(name))}`;
    isFirst = false;
  }
  yield isFirst ? "{}" : "\n  }";
}
