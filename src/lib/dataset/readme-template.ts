import { readFile } from "node:fs/promises";
import { ConfigurationError } from "../errors/s3kit-error.js";
import { creatorUsername } from "./config/user.js";
import type { DtoolConfig } from "./config/dtool-config.js";

/** The questions that every dataset should answer; the user's own template takes its place. */
const DEFAULT_TEMPLATE = `---
description: What the data are about
project: Name of the project
confidential: False
personally_identifiable_information: False
owners:
  - name: {DTOOL_USER_FULL_NAME}
    email: {DTOOL_USER_EMAIL}
    username: {username}
creation_date: {date}
`;

/**
 * A README to begin with: the template that the settings name, else the usual one, with the user's name, email and
 * today's date in the places that dtool has for them.
 *
 * @throws ConfigurationError when the template cannot be read, or has a place that nothing is known for.
 */
export async function readmeTemplate(config: DtoolConfig, now: Date): Promise<string> {
  const file = config.get("DTOOL_README_TEMPLATE_FPATH");
  const template = file === undefined || file === "" ? DEFAULT_TEMPLATE : await readTemplate(file);
  const known: Readonly<Record<string, string>> = {
    username: creatorUsername(config.env),
    DTOOL_USER_FULL_NAME: config.get("DTOOL_USER_FULL_NAME") ?? "Your Name",
    DTOOL_USER_EMAIL: config.get("DTOOL_USER_EMAIL") ?? "you@example.com",
    date: now.toISOString().slice(0, 10),
  };
  return template.replaceAll(/\{\{|\}\}|\{(\w*)\}/g, (token, name?: string) => {
    if (name === undefined) return token.slice(1);
    const value = known[name];
    if (value !== undefined) return value;
    throw new ConfigurationError(`The README template ${file ?? ""} has {${name}}, which is not known`, {
      code: "InvalidTemplate",
      hints: [
        `Use ${Object.keys(known)
          .map((place) => `{${place}}`)
          .join(" ")}; write {{ for a brace`,
      ],
    });
  });
}

async function readTemplate(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new ConfigurationError(`Cannot read the README template ${file}`, {
      code: "InvalidTemplate",
      hints: ["Set another: s3kit dataset config readme-template FILE"],
      cause: error,
    });
  });
}
