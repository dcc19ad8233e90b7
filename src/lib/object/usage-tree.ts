/** A folder and all that is below it. */
export interface UsageFolder {
  /** Its own name, with the slash at its end; "" for the place itself. */
  readonly name: string;
  readonly objectCount: number;
  readonly totalBytes: number;
  /** Of these, what lies in it directly, in no folder of its own that is known. */
  readonly ownCount: number;
  readonly ownBytes: number;
  readonly folders: ReadonlyMap<string, UsageFolder>;
}

interface GrowingFolder extends UsageFolder {
  objectCount: number;
  totalBytes: number;
  ownCount: number;
  ownBytes: number;
  readonly folders: Map<string, GrowingFolder>;
}

interface OpenFolder {
  readonly folder: GrowingFolder;
  /** Key that everything in it begins with. */
  readonly prefix: string;
}

const DELIMITER = "/";
const MOST_FOLDERS = 200_000;

/**
 * Usage by folder at every depth, as a tree that grows while objects are added.
 *
 * Memory: some 300 bytes for each folder, none for objects; past 200,000 folders, what is in further ones counts for
 * the folder that holds them.
 */
export class UsageTree {
  readonly #root: GrowingFolder = emptyFolder("");
  readonly #mostFolders: number;
  #open: readonly OpenFolder[];
  #folderCount = 0;

  /** @param prefix what keys begin with; names are what follows its last slash. */
  constructor(prefix: string, mostFolders = MOST_FOLDERS) {
    this.#mostFolders = mostFolders;
    this.#open = [{ folder: this.#root, prefix: prefix.slice(0, prefix.lastIndexOf(DELIMITER) + 1) }];
  }

  get root(): UsageFolder {
    return this.#root;
  }

  /** Count an object. Keys in listing order are quickest: they mostly lie in the folder that the last one was in. */
  add(key: string, sizeBytes: number): void {
    const open = this.#descend(
      this.#open.filter(({ prefix }) => key.startsWith(prefix)),
      key,
    );
    this.#open = open;
    for (const { folder } of open) {
      folder.objectCount += 1;
      folder.totalBytes += sizeBytes;
    }
    const own = open.at(-1)?.folder ?? this.#root;
    own.ownCount += 1;
    own.ownBytes += sizeBytes;
  }

  #descend(held: readonly OpenFolder[], key: string): readonly OpenFolder[] {
    const open = [...held];
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      const slash = key.indexOf(DELIMITER, last.prefix.length);
      if (slash === -1) break;
      const prefix = key.slice(0, slash + 1);
      const folder = this.#folderIn(last.folder, prefix.slice(last.prefix.length));
      if (folder === undefined) break;
      open.push({ folder, prefix });
    }
    return open;
  }

  #folderIn(parent: GrowingFolder, name: string): GrowingFolder | undefined {
    const known = parent.folders.get(name);
    if (known !== undefined) return known;
    if (this.#folderCount >= this.#mostFolders) return undefined;
    this.#folderCount += 1;
    const folder = emptyFolder(name);
    parent.folders.set(name, folder);
    return folder;
  }
}

function emptyFolder(name: string): GrowingFolder {
  return { name, objectCount: 0, totalBytes: 0, ownCount: 0, ownBytes: 0, folders: new Map() };
}
