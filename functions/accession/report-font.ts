import { join } from "node:path";

/** The font of reports (Noto Sans SC) in the folder that holds it. */
export const reportFont = (folder: string): string => join(folder, "NotoSansSC_400Regular.ttf");
