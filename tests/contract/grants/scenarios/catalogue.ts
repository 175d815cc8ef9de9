import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "vitest";
import { keptPage, type KeptPage } from "../kept-page.ts";
import type { Scenario } from "../stage.ts";

const pathOf = ({ page }: KeptPage) => ({ archiveId: page.archiveId, archivalCode: page.archivalCode });

export const getItem: Scenario = {
  function: "catalogue/get-item",
  load: () => import("../../../../functions/catalogue/get-item.handler.ts"),
  paths: {
    "shows an item": async (stage) => {
      const kept = await keptPage(stage);
      expect(await stage.asks({ path: pathOf(kept) })).toMatchObject({ pages: [{ page: 1 }] });
    },
  },
};

export const getPageText: Scenario = {
  function: "catalogue/get-page-text",
  load: () => import("../../../../functions/catalogue/get-page-text.handler.ts"),
  paths: {
    "shows a page's text": async (stage) => {
      const kept = await keptPage(stage, { read: "合同" });
      expect(await stage.asks({ path: { ...pathOf(kept), page: "1" } })).toMatchObject({ text: "合同" });
    },
    "knows that a text is not here": async (stage) => {
      const kept = await keptPage(stage, { read: "契约" });
      await stage.here.s3.send(new DeleteObjectCommand({ Bucket: stage.here.holdings, Key: kept.ocr }));
      await stage.isRefused({ path: { ...pathOf(kept), page: "1" } }, 404);
    },
  },
};

export const getBatch: Scenario = {
  function: "catalogue/get-batch",
  load: () => import("../../../../functions/catalogue/get-batch.handler.ts"),
  paths: {
    "shows a batch": async (stage) => {
      const { page } = await keptPage(stage);
      const answer = await stage.asks({ path: { archiveId: page.archiveId, batchId: page.batchId } });
      expect(answer).toMatchObject({ unsafe: [{ archivalCode: page.archivalCode }] });
    },
  },
};

export const listMissing: Scenario = {
  function: "catalogue/list-missing",
  load: () => import("../../../../functions/catalogue/list-missing.handler.ts"),
  paths: {
    "tells what is still to be sent": async (stage) => {
      const { page } = await keptPage(stage);
      const { archiveId, batchId, archivalCode } = page;
      const held = { key: `${archiveId}/${batchId}/${archivalCode}/001.png`, sha256: page.file.sha256 };
      const lacking = { ...held, key: `${archiveId}/${batchId}/${archivalCode}/002.png` };
      const answer = await stage.asks({ path: { archiveId, batchId }, body: { objects: [held, lacking] } });
      expect(answer).toMatchObject({ missing: [lacking.key] });
    },
  },
};

export const describeApi: Scenario = {
  function: "catalogue/describe-api",
  load: () => import("../../../../functions/catalogue/describe-api.handler.ts"),
  paths: { "describes the API": async (stage) => expect(await stage.asks({})).toHaveProperty("openapi") },
};
