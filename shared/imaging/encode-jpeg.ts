import sharp from "sharp";
import type { Raster } from "./raster.ts";

/** The raster as a baseline JPEG. `quality` from 1 to 100. */
export const encodeJpeg = ({ width, height, channels, pixels }: Raster, quality: number): Promise<Uint8Array> =>
  sharp(pixels, { raw: { width, height, channels }, limitInputPixels: false }).jpeg({ quality }).toBuffer();
