import type {
  CallerDocument,
  ShareDocument,
  TokenDocument,
  UserDocument,
  WorkspaceDocument,
} from "../../../lib/workspace/administration-answers.js";

/** Everything that the registry, or the gateway before it, tells the user. */
export interface TeamOverview {
  /** When it was asked, in milliseconds since 1970. */
  readonly atMs: number;
  readonly caller: CallerDocument;
  readonly workspaces: readonly WorkspaceDocument[];
  readonly shares: readonly ShareDocument[];
  readonly tokens: readonly TokenDocument[];
  /** For administrators; others see none. */
  readonly users: readonly UserDocument[];
}
