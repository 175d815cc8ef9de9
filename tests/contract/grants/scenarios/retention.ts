import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "vitest";
import * as z from "zod";
import { itemWrite } from "../../../../shared/storage/item-writes.ts";
import { accessionChanges } from "../../../../shared/storage/accession-changes.ts";
import { openAccession } from "../../../../shared/domain/accession.ts";
import { scheduleChanges } from "../../../../shared/storage/schedule-changes.ts";
import { approveSchedule, draftSchedule as drafted } from "../../../../shared/domain/retention-schedule.ts";
import { commit } from "../../../../shared/storage/transaction.ts";
import type { DestructionList } from "../../../../shared/domain/destruction-list.ts";
import { evidenceKey } from "../../../../shared/domain/evidence-key.ts";
import { destructionListKey } from "../../../../shared/storage/record-keys.ts";
import { keptPage } from "../kept-page.ts";
import type { Scenario, Stage } from "../stage.ts";

const entries = [{ clause: "1", scope: "全部文书", retention: { kind: "years" as const, years: 10 }, applies: {} }];
const reason = "2026 年修订";
const said = (stage: Stage) => ({
  eventId: `2026-11-23T08:00:00.000Z-retention${stage.unique()}`,
  time: "2026-11-23T08:00:00.000Z",
});

/** A schedule of a giver is in force, and an item of a batch of that giver can be due. */
const scheduledItem = async (stage: Stage): Promise<string> => {
  const { documents, records, history, archiveId } = stage.here;
  const archivalCode = `Z109-WS·2011·D10·办公室-${String(stage.unique()).padStart(4, "0")}`;
  const { page } = await keptPage(stage, { archivalCode });
  const by = { actor: "archivist", at: "2026-11-23T08:00:00.000Z", reason };
  const unit = { by: "giver" as const, code: `G${stage.unique()}` };
  const draft = drafted({ archiveId, unit, version: 1, title: "表", counting: "next-year", entries }, by);
  const approved = approveSchedule(draft, [], "1949-01-01", { ...by, actor: "approver" });
  if (!approved.ok) throw new Error(approved.why);
  const about = { ...said(stage), archiveId, actor: "approver", unit, version: 1, reason };
  await scheduleChanges(documents, { records, history }).put(approved.after, 0, {
    type: "schedule-approved",
    ...about,
    inForceFrom: "1949-01-01",
  });
  const terms = { accessionType: "transfer" as const, from: { name: "市民政局", code: unit.code }, restrictions: [] };
  const opened = openAccession(undefined, { archiveId, batchId: page.batchId, ...terms }, by);
  if (!opened.ok) throw new Error(opened.why);
  const event = { ...said(stage), archiveId, actor: "archivist", batchId: page.batchId, reason };
  await accessionChanges(documents, { records, history }).move(undefined, opened.after, {
    type: "batch-opened",
    ...event,
    accessionType: "transfer",
  });
  return page.archivalCode;
};

/** The same, described by its 档号: the index knows that it can be due. */
const dueItem = async (stage: Stage): Promise<string> => {
  const { documents, records, archiveId, region } = stage.here;
  const code = await scheduledItem(stage);
  const firstAcceptedAt = "2026-11-23T08:00:00.000Z";
  const known = { archiveId, archivalCode: code, homeRegion: region, title: code, fonds: "Z109", year: 2011 };
  await commit(documents, [itemWrite(records, { ...known, firstAcceptedAt }, 0)]);
  return code;
};

/** A due item of a batch that nobody opened. */
const plainDueItem = async (stage: Stage): Promise<string> => {
  const { documents, records, archiveId, region } = stage.here;
  const archivalCode = `Z109-WS·2011·D10·办公室-${String(stage.unique()).padStart(4, "0")}`;
  await keptPage(stage, { archivalCode });
  const firstAcceptedAt = "2026-11-23T08:00:00.000Z";
  const known = { archiveId, archivalCode, homeRegion: region, title: archivalCode, fonds: "Z109", year: 2011 };
  await commit(documents, [itemWrite(records, { ...known, firstAcceptedAt }, 0)]);
  return archivalCode;
};

export const draftSchedule: Scenario = {
  function: "retention/draft-schedule",
  load: () => import("../../../../functions/retention/draft-schedule.handler.ts"),
  paths: {
    "drafts a schedule": async (stage) => {
      const unit = { by: "fonds", code: `F${stage.unique()}` };
      const body = { unit, title: "表", entries, reason };
      const path = { archiveId: stage.here.archiveId };
      expect(await stage.asks({ path, body })).toMatchObject({ version: 1 });
    },
  },
};

export const decideSchedule: Scenario = {
  function: "retention/decide-schedule",
  load: () => import("../../../../functions/retention/decide-schedule.handler.ts"),
  paths: {
    "withdraws a draft": async (stage) => {
      const unit = { by: "fonds", code: `F${stage.unique()}` };
      const path = { archiveId: stage.here.archiveId };
      await stage.byAnother(draftSchedule, async (other) => {
        await other.asks({ path, body: { unit, title: "表", entries, reason } });
      });
      const answer = await stage.asks({ path, body: { unit, version: 1, decision: "withdrawn", reason } });
      expect(answer).toMatchObject({ state: "withdrawn" });
    },
  },
};

export const listSchedules: Scenario = {
  function: "retention/list-schedules",
  load: () => import("../../../../functions/retention/list-schedules.handler.ts"),
  paths: {
    "lists schedules": async (stage) => {
      expect(await stage.asks({ path: { archiveId: stage.here.archiveId }, query: {} })).toHaveProperty("schedules");
    },
  },
};

export const listDue: Scenario = {
  function: "retention/list-due",
  load: () => import("../../../../functions/retention/list-due.handler.ts"),
  paths: {
    "lists what is due": async (stage) => {
      const { archiveId } = stage.here;
      const code = await dueItem(stage);
      const query = { before: "2999-01-01", limit: "100" };
      const answer = await stage.asks({ path: { archiveId }, query });
      const { items } = z.object({ items: z.array(z.object({ archivalCode: z.string() })) }).parse(answer);
      expect(items.map(({ archivalCode }) => archivalCode)).toContain(code);
    },
  },
};

const goes = (archivalCode: string) => ({ archivalCode, ground: "保管期限届满", opinion: "无继续保存价值" });

/** A list of one item, and where it is asked for. */
const draftedList = async (stage: Stage): Promise<{ readonly archiveId: string; readonly listId: string }> => {
  const { archiveId } = stage.here;
  const listId = `l${stage.unique()}`;
  await stage.byAnother(draftDestruction, async (other) => {
    const items = [goes(await plainDueItem(other))];
    await other.asks({ path: { archiveId }, body: { listId, title: "到期档案", items, reason } });
  });
  return { archiveId, listId };
};

export const draftDestruction: Scenario = {
  function: "retention/draft-destruction",
  load: () => import("../../../../functions/retention/draft-destruction.handler.ts"),
  paths: {
    "drafts a list, and adds to it": async (stage) => {
      const path = { archiveId: stage.here.archiveId };
      const listId = `l${stage.unique()}`;
      for (const count of [1, 2]) {
        const items = [goes(await plainDueItem(stage))];
        const answer = await stage.asks({ path, body: { listId, title: "到期档案", items, reason } });
        expect(answer).toMatchObject({ items: count });
      }
    },
  },
};

export const decideDestruction: Scenario = {
  function: "retention/decide-destruction",
  load: () => import("../../../../functions/retention/decide-destruction.handler.ts"),
  paths: {
    "withdraws a list": async (stage) => {
      const path = await draftedList(stage);
      const answer = await stage.asks({ path, body: { decision: "withdrawn", reason } });
      expect(answer).toMatchObject({ state: "withdrawn" });
    },
  },
};

export const getDestruction: Scenario = {
  function: "retention/get-destruction",
  load: () => import("../../../../functions/retention/get-destruction.handler.ts"),
  paths: {
    "shows a list": async (stage) => {
      expect(await stage.asks({ path: await draftedList(stage), query: {} })).toMatchObject({ items: 1 });
    },
  },
};

const onMatter = (stage: Stage, code: string, decision: "frozen" | "released") => ({
  path: { archiveId: stage.here.archiveId },
  body: { decision, matter: "审计 1 号", items: [code], reason },
});

export const freezeItems: Scenario = {
  function: "retention/freeze-items",
  load: () => import("../../../../functions/retention/freeze-items.handler.ts"),
  paths: {
    "holds an item and lets go of it": async (stage) => {
      const code = `Z109-WS·2011·D10·办公室-${String(stage.unique()).padStart(4, "0")}`;
      await stage.asks(onMatter(stage, code, "frozen"));
      const answer = await stage.asks(onMatter(stage, code, "released"));
      expect(answer).toEqual({ items: [{ archivalCode: code, holds: [] }] });
    },
  },
};

export const listFrozen: Scenario = {
  function: "retention/list-frozen",
  load: () => import("../../../../functions/retention/list-frozen.handler.ts"),
  paths: {
    "lists what is held": async (stage) => {
      const path = { archiveId: stage.here.archiveId };
      expect(await stage.asks({ path, query: {} })).toHaveProperty("items");
    },
  },
};

export const getCertificate: Scenario = {
  function: "retention/get-certificate",
  load: () => import("../../../../functions/retention/get-certificate.handler.ts"),
  paths: {
    "shows a certificate": async (stage) => {
      const { archiveId, documents, records, s3, holdings } = stage.here;
      const listId = `l${stage.unique()}`;
      const digest = "a".repeat(64);
      const at = "2026-11-23T08:00:00.000Z";
      const record: DestructionList = {
        ...{ archiveId, listId, title: "到期档案", state: "carried-out", items: 1, writes: 1 },
        steps: [{ to: "drafted", actor: "甲", at, reason }],
        certificate: { at, sha256: digest, listSha256: digest, pageSha256: digest },
      };
      await commit(documents, [
        { Put: { TableName: records, Item: { ...destructionListKey(archiveId, listId), record } } },
      ]);
      const Bucket = holdings.replace("holdings", "evidence");
      for (const kind of ["destruction-certificate", "destruction-list", "destruction-page"] as const)
        await s3.send(new PutObjectCommand({ Bucket, Key: evidenceKey(archiveId, kind, digest), Body: "a.b.c" }));
      const answer = await stage.asks({ path: { archiveId, listId } });
      const { jws, list } = z.object({ jws: z.string(), list: z.object({ address: z.url() }) }).parse(answer);
      expect(jws).toBe("a.b.c");
      // Whoever follows the address does so with the function's own permission.
      expect((await fetch(list.address)).status).toBe(200);
    },
  },
};
