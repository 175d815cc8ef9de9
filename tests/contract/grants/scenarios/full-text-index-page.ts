import { expect } from "vitest";
import { given, keptPage, putBytes } from "../kept-page.ts";
import type { Scenario } from "../stage.ts";

export const indexPage: Scenario = {
  function: "full-text/index-page",
  load: () => import("../../../../functions/full-text/index-page.handler.ts"),
  paths: {
    "makes the index and fills it": async (stage) => {
      await stage.coldStart();
      const kept = await keptPage(stage, { read: "云山市土地承包合同" });
      await stage.does("full-text", await given(stage, "full-text", kept.work));
    },
    "takes a withdrawn page out": async (stage) => {
      const kept = await keptPage(stage, { state: "withdrawn" });
      await stage.does("full-text", await given(stage, "full-text", kept.work));
    },
    "has a text that rotted read back": async (stage) => {
      const kept = await keptPage(stage, { read: "云山市土地承包合同" });
      await putBytes(stage.here, kept.ocr, Buffer.from("rotten"));
      const message = await given(stage, "full-text", kept.work);
      await expect(stage.does("full-text", message)).rejects.toThrow();
      await stage.takeFrom("proof", (body) => body.includes(kept.page.archivalCode));
    },
    "parks a message": (stage) => stage.parksWhatItCannotRead("full-text"),
  },
};
