import { isSystemFile } from "../domain/scan-file-name.ts";
import { pathDefect, withoutDots } from "./bag-path.ts";
import type { BagDefect } from "./bag-source.ts";

/** Where an entry stands in the bag, and what is wrong with where it stands in the archive. */
export type Placed = { readonly path?: string; readonly defect?: BagDefect };

/**
 * Takes the one top folder off the names in a serialised bag (drafts, section 4: a bag is serialised from its parent folder).
 * Answers the path inside the bag, a defect, both, or neither for what needs no mention.
 */
export const topFolder = () => {
  let top: string | undefined;
  let isOther = false;
  const toldSystem = new Set<string>();
  return {
    name: (): string | undefined => (top === "" ? undefined : top),
    /** `name` as the archive has it, `/` at its end for a folder. */
    place: (name: string): Placed => {
      const isFolder = name.endsWith("/");
      const spelled = isFolder ? name.slice(0, -1) : name;
      const defect = pathDefect(spelled);
      if (spelled === "." || (spelled === "" && isFolder)) return {};
      if (defect !== undefined) return { defect: { rule: defect, path: spelled, facts: {} } };
      const path = withoutDots(spelled);
      const slash = path.indexOf("/");
      const first = slash === -1 ? (isFolder ? path : "") : path.slice(0, slash);
      if (isSystemFile(first === "" ? path : first)) {
        const system = first === "" ? path : first;
        if (toldSystem.has(system) || toldSystem.size > 100) return {};
        toldSystem.add(system);
        return { defect: { rule: "serialisation-system-folder", path: system, facts: {} } };
      }
      const isFirst = top === undefined;
      top ??= first;
      if (top === "")
        return {
          path: isFolder ? `${path}/` : path,
          ...(isFirst && { defect: { rule: "serialisation-no-top-folder", path, facts: {} } }),
        };
      if (first === top) {
        const inside = slash === -1 ? "" : path.slice(slash + 1);
        return inside === "" ? {} : { path: isFolder ? `${inside}/` : inside };
      }
      if (isOther) return {};
      isOther = true;
      return { defect: { rule: "serialisation-several-tops", path: first === "" ? path : first, facts: { top } } };
    },
  };
};
