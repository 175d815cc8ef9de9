import type { Script } from "../support/scripted-engine.ts";
import { shadedPage, shadedTiff } from "../support/shaded-scans.ts";

/** One object that an archive sends to its home region. */
export type Deposit = {
  readonly archiveId: string;
  readonly region: string;
  readonly key: string;
  readonly bytes: Buffer;
};

/** An archive whose home is in the north, and one whose home is in the northwest. */
export const NORTHERN = "440100";
export const WESTERN = "640100";

/** What stands on the pages, by their shade. */
export const script: ReadonlyMap<number, Script> = new Map<number, Script>([
  [10, { lines: ["陈建国 返城审批表"] }],
  [20, { lines: ["知青登记 李秀英"], confidence: 0.5 }],
  [30, { lines: ["陈建国 招工通知"] }],
  [40, { lines: ["土地证 第一页"] }],
  [50, { lines: ["土地证 第二页"] }],
  [60, { lines: ["土地证 第三页"] }],
  [70, { lines: ["土地证 更正"] }],
  [80, "undecodable"],
]);

/** Words that are searched for when all is done; each is, or was, on some page. */
export const words: readonly string[] = ["陈建国", "审批", "招工", "土地证", "第三页", "更正", "李秀英"];

const northernCode = "Z109-WS·2011·Y·办公室-0001";
const westernCode = "Z109-WS·2012·Y·办公室-0002";

/**
 * A small batch with all that can become of an object: single pages, other bytes and the same bytes again under a page, a
 * whole file and a shorter one after it (a page withdrawn, one that cannot be read), a refusal, a refusal that is lifted, a
 * malformed key.
 */
export const smallBatch = async (): Promise<Deposit[]> => {
  const northern = (name: string, bytes: Buffer): Deposit => ({
    archiveId: NORTHERN,
    region: "cn-north-1",
    key: `${NORTHERN}/b1/${name}`,
    bytes,
  });
  const western = (name: string, bytes: Buffer): Deposit => ({
    archiveId: WESTERN,
    region: "cn-northwest-1",
    key: `${WESTERN}/b2/${name}`,
    bytes,
  });
  const noScan = Buffer.from("no scan");
  return [
    northern(`${northernCode}/001.png`, await shadedPage(10)),
    western(`${westernCode}.tif`, await shadedTiff([40, 50, 60])),
    northern(`${northernCode}/002.png`, noScan),
    northern(`${northernCode}/002.png`, await shadedPage(20)),
    northern(`${northernCode}/001.png`, await shadedPage(30)),
    northern("no-code/001.png", noScan),
    western(`${westernCode}.tif`, await shadedTiff([70, 80])),
    northern(`${northernCode}/002.png`, await shadedPage(20)),
    western(`${westernCode}/009.jpg`, noScan),
  ];
};
