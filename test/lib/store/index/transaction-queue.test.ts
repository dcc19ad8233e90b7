import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { createTransactionQueue } from "../../../../src/lib/store/index/transaction-queue.js";

function openQueue(beforeCommit: () => void = () => undefined) {
  const db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE item (name TEXT PRIMARY KEY)");
  const insert = db.prepare("INSERT INTO item VALUES (?)");
  return {
    queue: createTransactionQueue(db, beforeCommit),
    insert: (name: string) => insert.run(name),
    names: () =>
      db
        .prepare("SELECT name FROM item ORDER BY name")
        .all()
        .map((row) => row["name"]),
    limitPages: (count: number) => db.exec(`PRAGMA max_page_count = ${String(count)}`),
  };
}

describe("the transaction queue", () => {
  it("commits work of one turn together", async () => {
    let commitCount = 0;
    const { queue, insert, names } = openQueue(() => {
      commitCount += 1;
    });
    await Promise.all(["a", "b", "c"].map(async (name) => queue.enqueue(() => insert(name))));
    expect(names()).toEqual(["a", "b", "c"]);
    expect(commitCount).toBe(1);
  });

  it("undoes failed work alone, and runs none of its follow-ups", async () => {
    const { queue, insert, names } = openQueue();
    const followUps: string[] = [];
    const work = (name: string, error?: Error) =>
      queue.enqueue((transaction) => {
        insert(name);
        transaction.afterCommit(() => followUps.push(name));
        if (error) throw error;
        return name;
      });
    const results = await Promise.allSettled([work("a"), work("b", new Error("no")), work("c")]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(names()).toEqual(["a", "c"]);
    expect(followUps).toEqual(["a", "c"]);
  });

  it("rejects all of a batch that could not be committed, and goes on with the next", async () => {
    let isBroken = true;
    const { queue, insert, names } = openQueue(() => {
      if (isBroken) throw new Error("disk");
    });
    const results = await Promise.allSettled(
      ["a", "b"].map(async (name) => queue.enqueue(() => insert(name))),
    );
    expect(results).toMatchObject([{ reason: { message: "disk" } }, { reason: { message: "disk" } }]);
    isBroken = false;
    await queue.enqueue(() => insert("c"));
    expect(names()).toEqual(["c"]);
  });

  it("says that the disk is full, and works again when there is room", async () => {
    const { queue, insert, names, limitPages } = openQueue();
    await queue.enqueue(() => insert("kept"));
    limitPages(1);
    const full = queue.enqueue(() => insert("x".repeat(100_000)));
    await expect(full).rejects.toMatchObject({ code: "InternalError", status: 507, message: /full/u });
    limitPages(1000);
    await queue.enqueue(() => insert("later"));
    expect(names()).toEqual(["kept", "later"]);
  });

  it("runs urgent work at once, and what waits when it is told to", () => {
    const { queue, insert, names } = openQueue();
    void queue.enqueue(() => insert("waiting"));
    expect(queue.run(() => insert("urgent").changes)).toBe(1);
    expect(names()).toEqual(["urgent"]);
    queue.flush();
    expect(names()).toEqual(["urgent", "waiting"]);
  });

  it("commits more than a batch", async () => {
    const { queue, insert, names } = openQueue();
    const count = 1000;
    await Promise.all(
      Array.from({ length: count }, async (_, index) => queue.enqueue(() => insert(String(index)))),
    );
    expect(names()).toHaveLength(count);
  });
});
