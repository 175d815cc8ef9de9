import sharp from "sharp";
import { expect, test } from "vitest";
import { textPens } from "../../functions/accession/drawn-text.ts";
import { reportFont } from "../../functions/accession/report-font.ts";
import { reportPicture } from "../../functions/accession/report-picture.ts";
import { reportOf } from "../../shared/checks/report-of.ts";
import type { Evidence } from "../../shared/checks/evidence.ts";
import { defaultProfile } from "../../shared/contract/check-profile.ts";
import { reportFonts } from "../support/report-fonts.ts";

const newPen = textPens(reportFont(reportFonts));
const nothing = { batch: undefined, pages: [], items: [], unreadRows: 0, unreadCatalogues: [], sent: [], refused: [] };
const evidence = (stage: Evidence["stage"], more: Partial<Evidence> = {}): Evidence => ({
  ...{ stage, at: "2026-12-01T08:00:00.000Z", packages: [], scanner: undefined },
  ...nothing,
  ...more,
});
const pictureOf = (of: Evidence, batchId = "2026-civil") =>
  reportPicture(newPen)(reportOf({ archiveId: "440100", batchId }, of, defaultProfile));
const spoken = (svg: string) => [...svg.matchAll(/aria-label="([^"]*)"/g)].map(([, said]) => said);

test("needs no font where it is looked at, and says its text to whoever has it read aloud", async () => {
  const svg = pictureOf(evidence("transfer"));
  expect(svg).not.toMatch(/<text|font-family/);
  expect(spoken(svg)).toEqual(expect.arrayContaining(["四性检测结果", "真实性", "要处理的事项 What to do"]));
  const { channels } = await sharp(Buffer.from(svg)).flatten().stats();
  expect(Math.min(...channels.map(({ min }) => min))).toBeLessThan(100);
  expect(pictureOf(evidence("transfer"))).toBe(svg);
});

test("draws each outline once, and every one it uses", () => {
  const svg = pictureOf(evidence("transfer"));
  const drawn = [...svg.matchAll(/ id="(g\d+)"/g)].map(([, id]) => id);
  expect(new Set(drawn).size).toBe(drawn.length);
  expect(new Set([...svg.matchAll(/href="#(g\d+)"/g)].map(([, id]) => id))).toEqual(new Set(drawn));
});

test("calls nothing passed of which nothing was tested", () => {
  const said = spoken(pictureOf(evidence("preservation")));
  expect(said).toContain("馆藏四性检测结果");
  expect(said).toContain("本次不涉及 not tested here");
});

test("cuts what is too long, and keeps what was written out of the markup", () => {
  const archivalCode = `Z109-WS·2011·Y·<b>"&'\u0007${"办公室".repeat(60)}-0001`;
  const items = [{ archivalCode, values: {} }];
  const svg = pictureOf(evidence("transfer", { items }), "x".repeat(64));
  expect(spoken(svg).filter((said) => said?.endsWith("…"))).not.toEqual([]);
  expect(svg).not.toContain("<b>");
  expect(svg).not.toContain("\u0007");
});
