import { expect, test } from "vitest";
import type { ProxyStatus } from "../../../../src/lib/proxy/operations/read-status.js";
import { proxyLines } from "../../../../src/ui/state/proxy/proxy-lines.js";
import type { ProxyPoll, ProxyScreen } from "../../../../src/ui/state/proxy/proxy-screen.js";
import { Explorer } from "../../support/explorer.js";

const STATUS: ProxyStatus = {
  endpoint: "http://127.0.0.1:8080",
  ready: true,
  obstacle: undefined,
  requests: 0,
  errors: 0,
  underWay: 3,
  receivedBytes: 0,
  sentBytes: 0,
  operations: [
    { operation: "PutObject", requests: 9, errors: 1, meanMs: 2.5, receivedBytes: 9000, sentBytes: 90 },
  ],
  hooks: [{ event: "preRequest", hook: "limits", passed: 8, refused: 1, failed: 0, meanMs: 0.1 }],
};

const REQUEST = {
  time: "2026-01-02T03:04:05.678Z",
  requestId: "A",
  remoteAddress: "127.0.0.1",
  accessKeyId: "K",
  method: "PUT",
  operation: "PutObject",
  bucket: "photos",
  key: "evil\u001b[2J.txt",
  status: 403,
  errorCode: "AccessDenied",
  receivedBytes: 10,
  sentBytes: 20,
  ms: 1.5,
  aborted: undefined,
  hooks: [{ event: "preRequest", hook: "limits", outcome: "refused", reason: "too large", ms: 0.1 }],
} as const;

function watching() {
  const explorer = new Explorer().answer();
  explorer.press("g", "p");
  const screen = (): ProxyScreen => {
    if (explorer.state.screen.kind !== "proxy") throw new Error("not the proxy");
    return explorer.state.screen;
  };
  const poll = (value: Partial<ProxyPoll> & { readonly atMs: number }) => {
    const { id, turn } = screen();
    const ready = { status: STATUS, requests: { state: "ready", value: [REQUEST] }, ...value } as const;
    explorer.send({ type: "proxy-polled", screenId: id, turn, answer: { state: "ready", value: ready } });
  };
  return { explorer, screen, poll };
}

test("the proxy is asked at once, and again after each answer, as long as it is on screen", () => {
  const { explorer, screen, poll } = watching();
  const { id } = screen();
  expect(explorer.effects.at(-1)).toEqual({ type: "poll-proxy", screenId: id, turn: 1 });
  poll({ atMs: 0 });
  expect(explorer.effects.at(-1)).toEqual({ type: "poll-proxy", screenId: id, turn: 2 });
  explorer.press("escape");
  explorer.effects.length = 0;
  explorer.send({ type: "tick", nowMs: 5000 });
  expect(explorer.effects).toEqual([]);
});

test("rates are what came in between two answers, by the time between them", () => {
  const { screen, poll } = watching();
  poll({ atMs: 1000 });
  poll({ atMs: 3000, status: { ...STATUS, requests: 30, receivedBytes: 4096, sentBytes: 200 } });
  expect(screen().rates).toEqual([{ requests: 15, receivedBytes: 2048, sentBytes: 100 }]);
  // It was started anew: its counts begin at nothing.
  poll({ atMs: 4000, status: { ...STATUS, requests: 2 } });
  expect(screen().rates.at(-1)).toEqual({ requests: 0, receivedBytes: 0, sentBytes: 0 });
});

test("an answer that another request was given changes nothing", () => {
  const { explorer, screen, poll } = watching();
  poll({ atMs: 0 });
  const before = screen();
  const answer = { state: "failed", problem: { code: "X", message: "late", hints: [] } } as const;
  explorer.send({ type: "proxy-polled", screenId: before.id, turn: 1, answer });
  expect(screen()).toEqual(before);
});

test.each([40, 80, 200])(
  "at %i columns every line fits, and no control character gets through",
  (columns) => {
    const { screen, poll } = watching();
    poll({ atMs: 0 });
    poll({ atMs: 1000, status: { ...STATUS, requests: 5 } });
    const texts = proxyLines(screen(), columns).map(({ text }) => text);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(columns);
    // oxlint-disable-next-line no-control-regex -- controls are exactly what is looked for
    expect(texts.join("")).not.toMatch(/[\u0000-\u001f]/);
  },
);

test("a refusal of a hook is told with its reason", () => {
  const { screen, poll } = watching();
  poll({ atMs: 0 });
  const lines = proxyLines(screen(), 200);
  expect(lines.at(-1)).toMatchObject({ tone: "warning" });
  expect(lines.at(-1)?.text).toContain("limits refused: too large");
});

test("with a limited key, all but the requests of others is shown", () => {
  const { screen, poll } = watching();
  const problem = { code: "ProxyKeyLimited", message: "not for this key", hints: ["another key"] };
  poll({ atMs: 0, requests: { state: "failed", problem } });
  const texts = proxyLines(screen(), 80).map(({ text }) => text);
  expect(texts).toContain("OPERATIONS");
  expect(texts.slice(-2)).toEqual(["not for this key", "another key"]);
});
