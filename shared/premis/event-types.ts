/**
 * Event types of the Library of Congress that Lantai tells, each with its code there
 * (http://id.loc.gov/vocabulary/preservation/eventType). PREMIS 3.0, 2.2.
 */
export const premisEventTypes = {
  accession: "acc",
  appraisal: "app",
  creation: "cre",
  deaccession: "dea",
  deletion: "del",
  "digital signature generation": "dsg",
  exporting: "exp",
  "fixity check": "fix",
  "format identification": "for",
  ingestion: "ing",
  "ingestion start": "ins",
  "message digest calculation": "mes",
  "metadata extraction": "mee",
  "metadata modification": "mem",
  "policy assignment": "poa",
  quarantine: "qua",
  replication: "rep",
  transfer: "tra",
  unpacking: "unp",
  unquarantine: "unq",
  validation: "val",
  "virus check": "vir",
} as const;
export type PremisEventType = keyof typeof premisEventTypes;

export const eventTypeAuthority = "http://id.loc.gov/vocabulary/preservation/eventType";
export const eventTypeUri = (type: PremisEventType): string => `${eventTypeAuthority}/${premisEventTypes[type]}`;
