import { Args, Flags } from "@oclif/core";
import type { S3Client } from "@aws-sdk/client-s3";
import type { MaintainedObject, MaintenanceScope } from "../proxy/maintenance/walk-objects.js";
import type { Encryption } from "../transfer/encrypted/encrypted-object.js";
import { parseS3Uri } from "../s3/uri.js";
import { BaseCommand } from "./base-command.js";
import { boundBuffers } from "./bound-buffers.js";
import type { ParsedConnectionFlags } from "./connection-flags.js";
import { namespaceFlag, readRing } from "./encryption-flags.js";
import { MaintenanceReport, type StatusWords } from "./maintenance-report.js";
import { ringFlag } from "./ring-flags.js";

/** What objects a maintenance command is about. */
export const maintenanceArgs = {
  uri: Args.string({
    required: true,
    description: "s3://bucket, s3://bucket/prefix/ for all below, or one object",
  }),
};

/** The flags that maintenance commands share. */
export const maintenanceFlags = {
  ring: ringFlag,
  namespace: namespaceFlag,
  concurrency: Flags.integer({
    default: 16,
    min: 1,
    max: 256,
    helpValue: "N",
    description: "objects at once",
  }),
  "start-after": Flags.string({
    helpValue: "KEY",
    description: "only keys after this one: where a run goes on",
  }),
};

export interface ParsedMaintenanceFlags extends ParsedConnectionFlags {
  readonly ring?: string | undefined;
  readonly namespace?: string | undefined;
  readonly concurrency: number;
  readonly "start-after"?: string | undefined;
}

/** What a maintenance command works with. */
export interface MaintenanceTask {
  readonly client: S3Client;
  readonly scope: MaintenanceScope;
  readonly encryption: Encryption;
  readonly options: { readonly concurrency: number; readonly signal: AbortSignal };
}

/** What the commands share that work on the encrypted objects of the store behind a proxy. */
export abstract class MaintenanceCommand extends BaseCommand {
  /** Read the ring and connect. */
  protected async prepare(uri: string, flags: ParsedMaintenanceFlags): Promise<MaintenanceTask> {
    const [client, ring] = await Promise.all([
      this.connect(flags),
      readRing(flags.ring, process.env, this.signal),
    ]);
    return {
      client,
      scope: { ...parseS3Uri(uri), startAfter: flags["start-after"] },
      encryption: { ring, namespace: flags.namespace },
      options: { concurrency: flags.concurrency, signal: this.signal },
    };
  }

  /** Report objects as they come. @throws as `MaintenanceReport.end` */
  protected async report(
    objects: AsyncIterable<MaintainedObject>,
    words: StatusWords,
    { bucket, shown }: { readonly bucket: string; readonly shown: readonly MaintainedObject["status"][] },
  ): Promise<void> {
    const report = new MaintenanceReport({
      output: this.output,
      bucket,
      words,
      shown: new Set([...shown, "failed"]),
      stderr: process.stderr,
    });
    const stopBounding = boundBuffers();
    try {
      for await (const object of objects) await report.add(object);
    } catch (error) {
      if (report.lastKey !== undefined)
        this.output.note(`Go on with --start-after ${JSON.stringify(report.lastKey)}`);
      throw error;
    } finally {
      stopBounding();
    }
    if (report.areAll("plain")) {
      this.output.note(
        "Nothing there is encrypted. Through a proxy objects never look encrypted: name the store behind it",
      );
    }
    await report.end();
  }
}
