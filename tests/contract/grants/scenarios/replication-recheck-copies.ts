import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { recheckPassKey } from "../../../../shared/storage/record-keys.ts";
import { keptPage } from "../kept-page.ts";
import type { Scenario } from "../stage.ts";

export const recheckCopies: Scenario = {
  function: "replication/recheck-copies",
  load: () => import("../../../../functions/replication/recheck-copies.handler.ts"),
  paths: {
    "asks for a page to be read again": async (stage) => {
      const { documents, records } = stage.here;
      await documents.send(new DeleteCommand({ TableName: records, Key: recheckPassKey }));
      const { page } = await keptPage(stage);
      await stage.invoke({});
      await stage.takeFrom("proof", (body) => body.includes(page.archivalCode));
    },
  },
};
