import { DEFAULT_MAX_PIXELS } from "../../shared/imaging/document.ts";

/** Bounds that hold before anything is decoded. */
export const intakeLimits = {
  /** 1 GiB: a file larger than this is split by the archive. */
  bytes: 1024 ** 3,
  /** Width × height of one page. */
  pixels: DEFAULT_MAX_PIXELS,
  /** Pages in one file. */
  pages: 2000,
} as const;
export type IntakeLimits = { readonly bytes: number; readonly pixels: number; readonly pages: number };
