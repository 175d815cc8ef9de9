import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runIn, startCliService, writeFiles, type CliService } from "./cli-service.ts";

const item = "Z109-WS·2011·Y·办公室-0001";
let service: CliService;
beforeEach(async () => (service = await startCliService()));
afterEach(() => service.close());

const lantai = (...argv: string[]) => runIn(service.home, argv);
const deposit = (path: string, ...more: string[]) =>
  lantai("deposit", path, "--archive", "440100", "--batch", "b1", ...more);
const make = async (out: string) => {
  writeFiles(join(service.home, "scans"), {
    [`盒1/${item}/1.jpg`]: "page one",
    [`盒1/${item}/2.jpg`]: "page two",
    "名单.csv": "a,b",
  });
  expect((await lantai("bag", "make", "scans", "--out", out)).code).toBe(0);
};

it.each(["bag", "bag.zip", "bag.tar"])(
  "deposits %s as scans under their codes, and accounts for every file",
  async (out) => {
    await make(out);
    const { code, out: said } = await deposit(out);
    expect(code).toBe(0);
    expect(service.bytesOf(`440100/b1/${item}/001.jpg`)?.toString()).toBe("page one");
    expect(service.bytesOf(`440100/b1/${item}/002.jpg`)?.toString()).toBe("page two");
    expect(service.stored).toHaveLength(2);
    expect(said).toContain(
      "Payload files of the bag: 3; held with the bag's digests: 2, refused: 0, not yet taken: 0, left out: 1",
    );
    expect(said).toMatch(/名单\.csv\s+not a scan/);
    expect(existsSync(join(service.home, "bags", "440100-b1"))).toBe(false);
    const again = await deposit(out);
    expect(again.out).toMatch(/held already\s+2/);
    expect(service.stored).toHaveLength(2);
  },
);

it("sends nothing of a bag that is refused, and names the rules", async () => {
  await make("bag");
  writeFileSync(join(service.home, `bag/data/盒1/${item}/1.jpg`), "page ONE");
  rmSync(join(service.home, `bag/data/盒1/${item}/2.jpg`));
  const { code, out, err } = await deposit("bag");
  expect(code).toBe(1);
  expect(out).toContain("payload-digest-differs");
  expect(out).toContain("payload-file-missing");
  expect(err).toContain("nothing was sent");
  expect(service.stored).toEqual([]);
});

it("tells what of a bag waits, and what was refused", async () => {
  writeFiles(join(service.home, "scans"), { [`${item}/1.jpg`]: "page one", [`${item}/x.jpg`]: "no page" });
  await lantai("bag", "make", "scans", "--out", "bag.zip");
  const { code, out } = await deposit("bag.zip");
  expect(code).toBe(1);
  expect(out).toContain("held with the bag's digests: 1, refused: 1, not yet taken: 0");
});

it("takes a file that is no bag for no bag", async () => {
  writeFileSync(join(service.home, "scan.jpg"), "page one");
  const { code, out } = await deposit("scan.jpg");
  expect(code).toBe(1);
  expect(out).toContain("archive-broken");
});
