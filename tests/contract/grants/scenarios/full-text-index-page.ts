import { given, keptPage } from "../kept-page.ts";
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
    "parks a message": (stage) => stage.parksWhatItCannotRead("full-text"),
  },
};
