import { Args, Flags } from "@oclif/core";
import { DatasetCommand } from "../../lib/cli/dataset-command.js";
import { formatTable } from "../../lib/cli/format-columns.js";
import { SETTINGS, settingName, shownValue } from "../../lib/dataset/config/settings.js";
import { NotFoundError, UsageError } from "../../lib/errors/s3kit-error.js";

export default class DatasetConfig extends DatasetCommand {
  static override summary =
    "Show or change dtool's settings: prefixes, endpoints, user, README template, cache.";
  static override description =
    "They are in ~/.config/dtool/dtool.json, which dtool reads too; variables of the same names in the environment go before. " +
    "With --own they are kept in s3kit's folder, where dtool does not look. Without a name, all that is set is listed; secrets " +
    "are not shown.\n\n" +
    Object.entries(SETTINGS)
      .map(([name, { variable, description }]) => `${name}: ${description} (${variable})`)
      .join("\n");
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> user-name 'Tjelvar Olsson'",
    "<%= config.bin %> <%= command.id %> prefix u/olssont/ --bucket data",
    "<%= config.bin %> <%= command.id %> endpoint http://127.0.0.1:9000 --bucket data",
    "<%= config.bin %> <%= command.id %> prefix --bucket data --unset",
  ];
  static override args = {
    name: Args.string({ options: Object.keys(SETTINGS), description: "setting to print or change" }),
    value: Args.string({ description: "what to set it to" }),
  };
  static override flags = {
    bucket: Flags.string({ char: "b", helpValue: "NAME", description: "bucket that the setting is for" }),
    unset: Flags.boolean({ description: "remove the setting" }),
    own: Flags.boolean({ description: "keep it in s3kit's own folder" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetConfig);
    if (args.name === undefined) {
      await this.#list();
      return;
    }
    const variable = settingName(args.name, flags.bucket);
    if (args.value !== undefined || flags.unset) {
      if (args.value !== undefined && flags.unset) throw new UsageError("Give a value or --unset, not both");
      await this.#change(variable, args.value, flags.own);
    }
    const config = await this.loadConfig();
    const value = config.get(variable);
    if (value === undefined && !flags.unset)
      throw new NotFoundError(`${variable} is not set`, { code: "NotSet" });
    const shown = shownValue(variable, value);
    await this.output.result(
      { type: "setting", name: variable, value: shown, origin: config.originOf(variable) },
      shown ?? "",
    );
  }

  async #change(variable: string, value: string | undefined, own: boolean): Promise<void> {
    const { changeDtoolConfig } = await import("../../lib/dataset/config/dtool-config.js");
    await changeDtoolConfig(process.env, own ? "s3kit" : "dtool", variable, value);
    if (
      variable.startsWith("DTOOL_S3_DATASET_PREFIX") &&
      value !== undefined &&
      value !== "" &&
      !value.endsWith("/")
    )
      this.output.warn(`The prefix does not end in /: keys will begin with ${value}UUID/`);
  }

  async #list(): Promise<void> {
    const config = await this.loadConfig();
    const variables = [
      ...new Set([...config.names, ...Object.keys(process.env).filter((name) => name.startsWith("DTOOL_"))]),
    ];
    for (const variable of variables.toSorted((a, b) => (a < b ? -1 : 1))) {
      const value = shownValue(variable, config.get(variable)) ?? "";
      const origin = config.originOf(variable) ?? "";
      await this.output.item({ type: "setting", name: variable, value, origin }, () =>
        formatTable([[`${variable}=${value}`, `(${origin})`]], []),
      );
    }
    await this.output.summary({ settings: variables.length }, variables.length === 0 ? "Nothing is set" : "");
  }
}
