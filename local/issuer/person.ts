/** Somebody who can sign in on one machine. Nobody has a password there. */
export type Person = {
  readonly username: string;
  readonly name: { readonly zh: string; readonly en: string };
  /** `null` for somebody who belongs to no archive (an auditor, the public). */
  readonly archiveId: string | null;
  readonly roles: readonly string[];
};

/** What tokens say about a person beside `sub`; no `archiveId` for somebody of no archive. */
export const claimsOf = (person: Person): { name: string; roles: readonly string[]; archiveId?: string } => ({
  name: person.name.zh,
  roles: person.roles,
  ...(person.archiveId === null ? {} : { archiveId: person.archiveId }),
});
