import type { EngineName } from "./choose-engine.ts";
import { createEmbeddedEngine } from "./embedded/embedded-engine.ts";
import type { OcrEngine } from "./ocr-engine.ts";
import { textractEngine } from "./textract/textract-engine.ts";

/**
 * Engines by name, each made once, when it is first needed. `modelsDirectory` holds the embedded engine's models. An engine
 * that could not be made is made anew when it is next asked for: the fault may have been one of the moment.
 */
export const engines = (modelsDirectory: string): ((name: EngineName) => Promise<OcrEngine>) => {
  const made = new Map<EngineName, Promise<OcrEngine>>();
  const make = (name: EngineName): Promise<OcrEngine> => {
    switch (name) {
      case "embedded":
        return createEmbeddedEngine({ modelsDirectory });
      case "textract":
        return Promise.resolve(textractEngine());
    }
  };
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const engine = make(name);
    made.set(name, engine);
    void engine.catch(() => made.delete(name));
    return engine;
  };
};
