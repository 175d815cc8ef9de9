import { S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DomainEvent } from "../../events/domain-event.ts";
import { bucketName } from "../../shared/contract/names.ts";
import { originalKey } from "../../shared/domain/holdings-key.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { eraseObjects } from "../../shared/storage/erase-objects.ts";
import { ARCHIVE, clerkOf, HOME, openCells, type Cells } from "../support/cell.ts";
import { ACCOUNT } from "../support/cloud.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const archivist = clerkOf(ARCHIVE);
const person = (principal: string, role: string): Viewer => ({ principal, archiveId: ARCHIVE, roles: [role] });
const reason = "2026 年鉴定";
const list = { archiveId: ARCHIVE, listId: "2026-01" };
const codeOf = (item: number) => `Z109-WS·2011·D10·办公室-${String(item).padStart(4, "0")}`;
const items = [1, 2, 3];
const frozen = 3;

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

class Died extends Error {}

type Sends = { readonly send: (...asked: never[]) => Promise<unknown> };

/**
 * A client that ends the process at its call number `calls`: before it went out, or after it was done and before anybody knew.
 * The calls of several clients are counted together.
 */
const dying = (when: "before" | "after", count: { left: number }) =>
  function mortal<C extends Sends>(client: C): C {
    return new Proxy(client, {
      get(target, name, receiver) {
        const found: unknown = Reflect.get(target, name, receiver);
        if (name !== "send" || typeof found !== "function") return found;
        return async (...asked: unknown[]) => {
          count.left -= 1;
          if (count.left < 0 || (count.left === 0 && when === "before")) throw new Died("before a call");
          const answer: unknown = await Reflect.apply(found, target, asked);
          if (count.left === 0) throw new Died("after a call");
          return answer;
        };
      },
    });
  };

const prepared = async () => {
  for (const item of items) {
    const page = { archiveId: ARCHIVE, archivalCode: codeOf(item), page: 1 };
    await cells.home.receive(
      await cells.home.upload(`${ARCHIVE}/b1/${codeOf(item)}/001.png`, await shadedPage(item, 50)),
    );
    await cells.home.read(page);
    await cells.replicate(page);
  }
  const listed = items.map((item) => ({ archivalCode: codeOf(item), ground: "期满", opinion: "无价值" }));
  await cells.home.draftDestruction({ ...list, title: "到期档案", items: listed, reason }, archivist);
  await cells.home.decideDestruction({ ...list, decision: "reviewed", reason }, person("乙", "appraiser"));
  await cells.home.decideDestruction({ ...list, decision: "approved", reason }, person("丙", "approver"));
  const matter = { matter: "诉讼 1 号", items: [codeOf(frozen)], reason };
  await cells.home.freezeItems({ archiveId: ARCHIVE, decision: "frozen", ...matter }, archivist);
  const supervisors = ["张三", "李四"];
  await cells.home.decideDestruction({ ...list, decision: "ordered", reason, supervisors }, person("乙", "appraiser"));
};

/** What follows a walk elsewhere, whenever it is. */
const follow = async () => {
  for (const item of items) {
    const page = { archiveId: ARCHIVE, archivalCode: codeOf(item), page: 1 };
    await cells.replicate(page);
    for (const cell of [cells.home, cells.replica]) await cell.indexPage(page);
  }
  cells.home.takeReminders("replication");
  cells.home.takeDestructions();
};

/** Walks that die one call later each time, until one comes to its end. @returns how many died. */
const walkThroughDeaths = async (when: "before" | "after"): Promise<number> => {
  const client = { endpoint: cells.cloud.url, credentials: { accessKeyId: "x", secretAccessKey: "x" }, maxAttempts: 1 };
  const s3 = new S3Client({ ...client, region: HOME });
  try {
    for (let calls = 1; ; calls += 1) {
      const mortal = dying(when, { left: calls });
      const objects = (purpose: "holdings" | "intake") => eraseObjects(bucketName(purpose, ACCOUNT, HOME), mortal(s3));
      const faulty = {
        documents: mortal(cells.home.documents),
        holdings: objects("holdings"),
        intake: objects("intake"),
      };
      try {
        await cells.home.carryOut(list, faulty);
        return calls - 1;
      } catch (error) {
        if (!(error instanceof Died)) throw error;
      }
    }
  } finally {
    s3.destroy();
  }
};

const told = (history: readonly DomainEvent[]): string[] =>
  history
    .filter(({ type }) => /^(item-(destroyed|spared|erased)|page-destroyed|destruction-carried-out)$/.test(type))
    .map((event) => `${event.type} ${"archivalCode" in event ? String(event.archivalCode) : ""}`)
    .sort();

describe.each(["before", "after"] as const)("a walk that dies %s any of its calls", (when) => {
  test("leaves a list that the next walk carries to the same end, each step told once", async () => {
    await prepared();
    const digests = await Promise.all(
      items.map(async (item) => {
        const page = await cells.home.pages.get({ archiveId: ARCHIVE, archivalCode: codeOf(item), page: 1 });
        return page!.file.sha256;
      }),
    );
    expect(await walkThroughDeaths(when)).toBeGreaterThan(20);
    await follow();
    cells.pass(300);
    await walkThroughDeaths(when);
    await follow();
    expect(await walkThroughDeaths(when)).toBeGreaterThan(when === "before" ? 5 : 0);
    const { state, progress, entries } = await cells.home.getDestruction(list, archivist);
    expect([state, progress]).toEqual(["carried-out", { destroyed: 2, erased: 2, spared: 1 }]);
    expect(entries.map(({ outcome }) => outcome?.is)).toEqual(["destroyed", "destroyed", "spared"]);
    expect(told(await cells.home.history())).toEqual(
      [
        "destruction-carried-out ",
        ...[1, 2].flatMap((item) =>
          ["item-destroyed", "item-erased", "page-destroyed"].map((type) => `${type} ${codeOf(item)}`),
        ),
        `item-spared ${codeOf(frozen)}`,
      ].sort(),
    );
    for (const [at, sha256] of digests.entries())
      for (const cell of [cells.home, cells.replica])
        expect(await cell.versionsOf(originalKey(ARCHIVE, sha256))).toBe(items[at] === frozen ? 1 : 0);
    expect(await cells.home.getCertificate(list, archivist)).toMatchObject({ listId: "2026-01" });
  });
});
