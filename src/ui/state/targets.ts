import type { S3Uri } from "../../lib/s3/uri.js";
import type { ExplorerState } from "./explorer-state.js";
import { kindOf } from "./screen-kinds.js";

/** What an action is about: what is selected, else what the cursor is on. */
export function* targetsOf({ screen }: Pick<ExplorerState, "screen">): Generator<S3Uri, void, void> {
  const kind = kindOf(screen);
  let none = true;
  for (const address of kind.selected?.(screen) ?? []) {
    none = false;
    yield address;
  }
  const address = kind.address(screen);
  if (none && address !== undefined) yield address;
}
