import { DetectDocumentTextCommand, TextractClient } from "@aws-sdk/client-textract";
import type { Raster } from "../../../shared/imaging/raster.ts";
import { encodeJpeg } from "../../../shared/imaging/encode-jpeg.ts";
import type { OcrEngine } from "../ocr-engine.ts";
import { resultFromBlocks } from "./result-from-blocks.ts";

const engine = { name: "textract", version: "1", model: "DetectDocumentText" };

/** DetectDocumentText takes at most so many bytes in a request. */
const requestBytes = 5 * 1024 * 1024;

/** The largest quality at which the page fits into a request. @throws Error when no quality is small enough */
const fittingJpeg = async (page: Raster): Promise<Uint8Array> => {
  for (const quality of [92, 80, 65, 50]) {
    const bytes = await encodeJpeg(page, quality);
    if (bytes.length <= requestBytes) return bytes;
  }
  throw new Error("the page does not fit into a Textract request");
};

/** Amazon Textract's text detection, for pages in Latin script. */
export const textractEngine = (client: TextractClient = new TextractClient({})): OcrEngine => ({
  ...engine,
  async recognise(page) {
    const { Blocks = [] } = await client.send(
      new DetectDocumentTextCommand({ Document: { Bytes: await fittingJpeg(page) } }),
    );
    return resultFromBlocks(Blocks, { width: page.width, height: page.height, engine });
  },
  close() {
    client.destroy();
    return Promise.resolve();
  },
});
