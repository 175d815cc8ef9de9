import sharp, { type Sharp } from "sharp";
import type { PageRotation } from "../domain/ocr-result.ts";

/** Pixels of one page: rows from the top, 8 bits a sample, interleaved; one channel is grey, three are sRGB. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** The same page turned clockwise. */
export async function turnRaster(raster: Raster, degrees: PageRotation): Promise<Raster> {
  if (degrees === 0) return raster;
  return resampled(raster, (image) => image.rotate(degrees));
}

/** The same page stretched to exactly `width` × `height` pixels, averaging where it shrinks. */
export async function resizeRaster(raster: Raster, width: number, height: number): Promise<Raster> {
  return resampled(raster, (image) => image.resize(width, height, { fit: "fill", kernel: "linear" }));
}

async function resampled(raster: Raster, change: (image: Sharp) => Sharp): Promise<Raster> {
  const { width, height, channels, pixels } = raster;
  const image = change(sharp(pixels, { raw: { width, height, channels }, limitInputPixels: false }));
  // libvips makes colour of a single band unless it is told to stay grey.
  const output = channels === 1 ? image.toColourspace("b-w") : image;
  const { data, info } = await output.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3, pixels: data };
}
