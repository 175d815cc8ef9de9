import { largestObjectBytes } from "../../shared/domain/intake-key.ts";
import { DEFAULT_MAX_PIXELS } from "../../shared/imaging/document.ts";

/** Bounds that hold before anything is decoded. */
export const intakeLimits = {
  bytes: largestObjectBytes,
  /** Width × height of one page. */
  pixels: DEFAULT_MAX_PIXELS,
  /** Pages in one file. */
  pages: 2000,
} as const;
export type IntakeLimits = { readonly bytes: number; readonly pixels: number; readonly pages: number };
