import { fileURLToPath } from "node:url";

/** The font of reports where its package has it; a bundled function has it beside itself. */
export const reportFonts = fileURLToPath(
  new URL("../../node_modules/@expo-google-fonts/noto-sans-sc/400Regular", import.meta.url),
);
