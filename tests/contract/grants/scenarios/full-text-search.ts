import { expect } from "vitest";
import type { Scenario, Stage } from "../stage.ts";
import { keptPage, type KeptPage } from "../kept-page.ts";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { indexPage } from "./full-text-index-page.ts";

/** Pages are put into the index by the function that may. */
const indexed = async (stage: Stage, text: string): Promise<KeptPage> => {
  const kept = await keptPage(stage, { read: text });
  await stage.byAnother(indexPage, async (other) => {
    other.sendTo("full-text", kept.work);
    await other.does("full-text", await other.takeFrom("full-text", (body) => body === JSON.stringify(kept.work)));
  });
  return kept;
};

const found = async (stage: Stage, text: string): Promise<string[]> => {
  const { hits } = (await stage.asks({ query: { q: text } })) as { hits: { archivalCode: string }[] };
  return hits.map(({ archivalCode }) => archivalCode);
};

export const search: Scenario = {
  function: "full-text/search",
  load: () => import("../../../../functions/full-text/search.handler.ts"),
  paths: {
    "finds a page and shows its words": async (stage) => {
      const text = `第${stage.unique()}号合同`;
      const { page } = await indexed(stage, text);
      expect(await found(stage, text)).toContain(page.archivalCode);
    },
    "finds a page whose text is not here": async (stage) => {
      const text = `第${stage.unique()}号契约`;
      const { page, ocr } = await indexed(stage, text);
      await stage.here.s3.send(new DeleteObjectCommand({ Bucket: stage.here.holdings, Key: ocr }));
      expect(await found(stage, text)).toContain(page.archivalCode);
    },
  },
};
