import { readBookmarks, toggleBookmark } from "../lib/config/bookmarks.js";
import type { Environment } from "../lib/config/environment.js";
import type { ExplorerEvent } from "../ui/state/explorer-event.js";
import { detectGraphics } from "../ui/text/terminal-graphics.js";
import { toProblem } from "../ui/state/problem.js";
import type { ExplorerEffect } from "../ui/state/explorer-state.js";
import { describeBucketFor } from "./describe-bucket.js";
import { presignLink } from "./presign-link.js";
import { readDocument } from "./read-document.js";
import { countRemoval } from "./count-removal.js";
import { editObject } from "./edit-object.js";
import { actTeam } from "./act-team.js";
import { loadTeam } from "./load-team.js";
import type { StoreServices } from "./connect-stores.js";
import { compareVersions } from "./compare-versions.js";
import type { ExplorerOutlets } from "./explorer-outlets.js";
import type { ExplorerServices } from "./explorer-services.js";
import { followListing } from "./follow-listing.js";
import { listProfiles } from "./list-profiles.js";
import { followUsage } from "./follow-usage.js";
import { inspectObject } from "./inspect-object.js";
import { performAct } from "./perform-act.js";
import { openPreview, readPreview } from "./read-preview.js";
import { pollProxy } from "./poll-proxy.js";
import { planJob } from "./plan-job.js";
import { listBucketDatasets, readDataset } from "./read-datasets.js";
import { readFolder } from "./read-folder.js";
import { runJob } from "./run-job.js";
import { surveyGrantsFor } from "./survey-grants.js";
import type { Requests } from "./requests.js";
import type { Send } from "./send.js";

/** What carrying out an effect can use. */
export interface EffectContext {
  /** Of the store that is shown. */
  readonly services: ExplorerServices;
  readonly stores: StoreServices;
  readonly outlets: ExplorerOutlets;
  readonly requests: Requests;
  readonly send: Send;
  readonly environment: Environment;
}

type Performers = {
  readonly [Type in ExplorerEffect["type"]]: (
    effect: Extract<ExplorerEffect, { type: Type }>,
    context: EffectContext,
  ) => void;
};

/** How each effect is carried out. What waits runs as a request, so that "stop" can call it off. */
const PERFORMERS: Performers = {
  list: (effect, { services, requests, send }) =>
    requests.start(effect.listing.id, (signal) => followListing(services, effect, signal, send)),
  inspect: ({ details }, { services, requests, send }) =>
    requests.start(details.id, (signal) => inspectObject(services, details, signal, send)),
  act: (effect, { services, requests, send }) =>
    requests.start(effect.requestId, (signal) => performAct(services, effect, signal, send)),
  compare: (effect, { services, requests, send }) =>
    requests.start(effect.requestId, (signal) => compareVersions(services, effect, signal, send)),
  "describe-bucket": (effect, { services, requests, send }) =>
    requests.start(effect.requestId, (signal) => describeBucketFor(services, effect, signal, send)),
  "survey-grants": (effect, { services, requests, send }) =>
    requests.start(effect.requestId, (signal) => surveyGrantsFor(services, effect, signal, send)),
  "read-document": (effect, { services, requests, send }) =>
    requests.start(effect.requestId, (signal) => readDocument(services, effect, signal, send)),
  presign: (effect, { services, send }) => void presignLink(services, effect, send),
  "open-preview": ({ preview }, { services, environment, requests, send }) =>
    requests.start(preview.id, (signal) =>
      openPreview(services, preview, { graphics: detectGraphics(environment), signal, send }),
    ),
  "read-preview": ({ preview, request }, { services, requests, send }) =>
    requests.startTurn(preview.id, request.turn, (signal) =>
      readPreview(services, preview, request, signal, send),
    ),
  "poll-proxy": (effect, { services, requests, send }) =>
    requests.startTurn(effect.screenId, effect.turn, (signal) => pollProxy(services, effect, signal, send)),
  "run-job": ({ job }, { stores, environment, requests, send }) =>
    requests.start(job.id, (signal) => runJob(job, { stores, environment }, signal, send)),
  "plan-job": ({ requestId, job }, { stores, environment, requests, send }) =>
    requests.start(requestId, (signal) => planJob(job, { stores, environment }, signal, send)),
  "count-removal": ({ request }, { services, requests, send }) =>
    requests.start(request.id, (signal) => countRemoval(services.client, request, signal, send)),
  "edit-object": ({ requestId, object }, { services, outlets, requests, send }) =>
    requests.start(requestId, (signal) => editObject(services.client, object, outlets, signal, send)),
  "read-folder": (effect, { requests, send }) =>
    requests.start(effect.listing.id, (signal) => readFolder(effect, signal, send)),
  survey: ({ scan }, { services, requests, send }) =>
    requests.start(scan.id, (signal) => followUsage(services, scan, signal, send)),
  "load-team": (effect, { environment, requests, send }) =>
    requests.start(effect.requestId, (signal) => loadTeam(effect, environment, signal, send)),
  "act-team": (effect, { environment, requests, send }) =>
    requests.start(effect.requestId, (signal) => actTeam(effect, environment, signal, send)),
  "list-datasets": (effect, { services, environment, requests, send }) =>
    requests.start(effect.requestId, (signal) =>
      listBucketDatasets(effect, { client: services.client, environment, signal, send }),
    ),
  "read-dataset": (effect, { services, environment, requests, send }) =>
    requests.start(effect.requestId, (signal) =>
      readDataset(effect, { client: services.client, environment, signal, send }),
    ),
  stop: ({ requestId }, { requests }) => requests.stop(requestId),
  "advance-view": (_, { send }) => void setImmediate(send, { type: "advance" }),
  "list-profiles": (_, { environment, send }) =>
    void answer(send, async () => ({ type: "profiles", profiles: await listProfiles(environment) })),
  "load-bookmarks": (_, { environment, send }) =>
    void answer(send, async () => ({ type: "bookmarks", bookmarks: await readBookmarks(environment) })),
  "toggle-bookmark": ({ bookmark }, { environment, send }) =>
    void answer(send, async () => ({
      type: "bookmarks",
      bookmarks: await toggleBookmark(bookmark, environment),
    })),
  mouse: ({ on }, { outlets }) => outlets.mouse(on),
  suspend: (_, { outlets }) => outlets.suspend(),
  redraw: (_, { outlets }) => outlets.redraw(),
  copy: ({ text }, { outlets }) => outlets.copy(text),
  quit: (_, { outlets }) => outlets.quit(),
};

/** Send what comes of it, or why nothing does. */
async function answer(send: Send, ask: () => Promise<ExplorerEvent>): Promise<void> {
  try {
    send(await ask());
  } catch (error) {
    send({ type: "failed", problem: toProblem(error) });
  }
}

/** Carry out an effect; answers come back through `send`. Never throws, never rejects. */
export function performEffect<Type extends ExplorerEffect["type"]>(
  effect: Extract<ExplorerEffect, { type: Type }>,
  context: EffectContext,
): void {
  const perform = PERFORMERS[effect.type];
  perform(effect, context);
}
