import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { intakeWalkKey } from "../../../../shared/storage/record-keys.ts";
import type { Scenario } from "../stage.ts";

export const findUnreceived: Scenario = {
  function: "intake/find-unreceived",
  load: () => import("../../../../functions/intake/find-unreceived.handler.ts"),
  paths: {
    "finds an upload whose event was lost": async (stage) => {
      const { s3, intake, archiveId, documents, records } = stage.here;
      const Key = `${archiveId}/b${stage.unique()}/Z109-WS·2011·Y·办公室-0001/001.png`;
      await documents.send(new DeleteCommand({ TableName: records, Key: intakeWalkKey }));
      await stage.secondsAgo(700, () => s3.send(new PutObjectCommand({ Bucket: intake, Key, Body: "scan" })));
      await stage.takeFrom("intake", (body) => body.includes(Key));
      await stage.invoke({});
      await stage.takeFrom("intake", (body) => body.includes(Key));
    },
  },
};
