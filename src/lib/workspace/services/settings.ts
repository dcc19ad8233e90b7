import { UsageError } from "../../errors/s3kit-error.js";
import type { CallOptions } from "../../s3/call-options.js";
import type { SettingsDocument } from "../administration-answers.js";
import type { RegistrySettings } from "../registry/records.js";
import type { RegistryState } from "../registry/registry-state.js";
import {
  actingAs,
  commitChange,
  readState,
  requireAdministrator,
  type AdministrationContext,
} from "./administration-context.js";
import { assertBucketName, normalizePrefix } from "./places.js";

export async function showSettings(
  context: AdministrationContext,
  _input: {},
  options?: CallOptions,
): Promise<SettingsDocument> {
  const state = await readState(context, options);
  actingAs(state, context.actor);
  return describeSettings(state);
}

/** Change some settings; null: back to the default. */
export async function updateSettings(
  context: AdministrationContext,
  input: Partial<SettingsDocument>,
  options?: CallOptions,
): Promise<SettingsDocument> {
  const { defaultBucket, defaultPrefix, gatewayEndpoint } = input;
  if (typeof defaultBucket === "string") assertBucketName(defaultBucket);
  if (typeof gatewayEndpoint === "string" && !/^https?:\/\/[^\s/?#]+\/?$/.test(gatewayEndpoint))
    throw new UsageError(`Not the URL of a gateway: ${gatewayEndpoint}`, { code: "InvalidEndpoint" });
  const changes = {
    ...input,
    ...(typeof defaultPrefix === "string" ? { defaultPrefix: normalizePrefix(defaultPrefix) } : {}),
  };
  return commitChange(
    context,
    "settings update",
    (state) => {
      requireAdministrator(state, context.actor);
      const merged = Object.entries({ ...describeSettings(state), ...changes });
      const set = merged.filter(([, value]) => value !== null && value !== undefined && value !== "");
      const record: RegistrySettings = { id: "registry", ...Object.fromEntries(set) };
      return { events: [{ put: "settings", record }], answer: describeSettings };
    },
    options,
  );
}

function describeSettings({ settings }: RegistryState): SettingsDocument {
  const { defaultBucket = null, defaultPrefix = "", stsRoleArn = null, gatewayEndpoint = null } = settings;
  return { defaultBucket, defaultPrefix, stsRoleArn, gatewayEndpoint };
}
