import type { CommandWords } from "../../actions/action.js";
import type { DeleteTarget } from "./job.js";

/** The command that brings these back. Several places are patterns below the folder that they stand in. */
export function undeleteCommand(bucket: string, targets: readonly DeleteTarget[]): CommandWords {
  const [first] = targets;
  if (first === undefined) return ["undelete", `s3://${bucket}`];
  if (targets.length === 1) return ["undelete", `s3://${bucket}/${first.key}`, "--raw"];
  const parent = first.key.slice(0, first.key.lastIndexOf("/", first.key.length - 2) + 1);
  const patterns = targets.flatMap(({ key, recursive }) => [
    "--include",
    literal(key.slice(parent.length)) + (recursive ? "**" : ""),
  ]);
  return ["undelete", `s3://${bucket}/${parent}`, ...patterns];
}

function literal(key: string): string {
  return key.replaceAll(/[*?[\]{}]/g, String.raw`\$&`);
}
