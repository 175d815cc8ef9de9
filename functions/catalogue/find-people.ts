import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { peopleAnswer, peopleQuestion } from "../../shared/contract/people.ts";
import type { DescribedUnit } from "../../shared/domain/description.ts";
import { comparablePerson, withoutIdentityNumbers, type NamedPerson } from "../../shared/domain/named-person.ts";
import { mayBeFoundByPerson } from "../../shared/domain/permitted-use.ts";
import { mayFindPeople, type Viewer } from "../../shared/domain/viewer.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import type { Listed } from "../../shared/storage/batch-store.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import { allMayComeIn, type DeclaredClassifications } from "../../shared/storage/declared-classifications.ts";
import type { HistoryChanges } from "../../shared/storage/history.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import type { UnitName } from "../../shared/storage/people-key.ts";
import type { PeopleKeys } from "../../shared/storage/people-keys.ts";
import type { PeopleStore } from "../../shared/storage/people-store.ts";

export type FindPeopleDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly keys: Pick<PeopleKeys, "existing">;
  readonly people: PeopleStore;
  readonly catalogues: Pick<CatalogueStore, "descriptions">;
  readonly accessions: Pick<AccessionStore, "get">;
  readonly pages: Pick<PageStore, "pagesOf">;
  readonly declared: Pick<DeclaredClassifications, "of">;
  readonly history: HistoryChanges;
  readonly newEvent: EventIds;
};
type Question = z.output<typeof peopleQuestion> & { readonly archiveId: string };
type Answer = z.input<typeof peopleAnswer>;

const clerksOnly = (viewer: Viewer, archiveId: string): void => {
  if (mayFindPeople(viewer, archiveId)) return;
  throw new CallerError("not-allowed", {
    zh: "只有本馆查档窗口人员和档案员可以按姓名、证件号查找。请换用相应账号。",
    en: "Only the archive's window clerks and archivists look people up. Sign in as one.",
  });
};

/** @throws CallerError `person-invalid`, which does not repeat what was asked. */
const askedFor = ({ name, identityNumber }: Question): Pick<NamedPerson, "is" | "text"> => {
  const person =
    identityNumber === undefined
      ? { is: "name" as const, text: name ?? "" }
      : { is: "identity-number" as const, text: identityNumber };
  if (comparablePerson(person) !== undefined) return person;
  throw new CallerError("person-invalid", {
    zh: "姓名为空，或身份证号不是 18 位或 15 位。请核对后再查。",
    en: "The name is empty, or the identity number has neither 18 nor 15 digits. Check it and ask again.",
  });
};

const place = /^(fonds|series|volume|item)#\S+$/u;
/** @throws CallerError `cursor-invalid` */
const placeOf = (cursor: string | undefined): string | undefined => {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  if (place.test(text)) return text;
  throw new CallerError("cursor-invalid", { zh: "请从第一页重新翻起。", en: "Start again from the first page." });
};

/**
 * Units whose description names a person. Only those are shown that may be read; who asked, by what and why is in the history
 * before anything is answered, without the name or number.
 */
export const findPeople =
  (deps: FindPeopleDeps) =>
  async (question: Question, viewer: Viewer): Promise<Answer> => {
    const { archiveId, limit, cursor, reason } = question;
    clerksOnly(viewer, archiveId);
    homeOnly(deps.archives, archiveId, deps.region);
    const person = askedFor(question);
    const after = placeOf(cursor);
    const hash = (await deps.keys.existing(archiveId))?.hash(person);
    const listed: Listed<UnitName> =
      hash === undefined
        ? { found: [], next: undefined }
        : await deps.people.unitsNaming(archiveId, hash, after, limit);
    const units = await readable(deps, await deps.catalogues.descriptions(listed.found));
    await deps.history.tell({
      type: "people-searched",
      ...deps.newEvent(),
      archiveId,
      actor: viewer.principal,
      by: person.is,
      hash,
      reason: withoutIdentityNumbers(reason),
      found: units.length,
    });
    return {
      archiveId,
      units: units.map((unit) => unitOf(unit, hash)),
      cursor: listed.next === undefined ? undefined : Buffer.from(listed.next).toString("base64url"),
    };
  };

const readable = async (
  { accessions, pages, declared }: FindPeopleDeps,
  units: readonly DescribedUnit[],
): Promise<DescribedUnit[]> => {
  const shown = await Promise.all(
    units.map(async (unit) => {
      const { archiveId, archivalCode, level } = unit.description;
      const [batch, declarations, standing] = await Promise.all([
        accessions.get(archiveId, unit.batchId),
        declared.of(archiveId, archivalCode),
        level === "item" ? pages.pagesOf(archiveId, archivalCode) : [],
      ]);
      return allMayComeIn(declarations) && mayBeFoundByPerson(batch, standing) ? [unit] : [];
    }),
  );
  return shown.flat().sort((one, other) => (one.description.archivalCode < other.description.archivalCode ? -1 : 1));
};

const unitOf = ({ description, people = [] }: DescribedUnit, hash: string | undefined): Answer["units"][number] => {
  const { level, archivalCode, title, date, kind, fields } = description;
  const named = people.filter((person) => person.hash === hash);
  return {
    ...{ level, archivalCode, title, date, kind },
    fields: named.map(({ field }) => ({ name: field, value: fields[field] ?? "" })),
  };
};
