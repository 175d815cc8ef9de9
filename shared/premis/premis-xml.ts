import { eventTypeAuthority, eventTypeUri } from "./event-types.ts";
import type { ObjectIdentifier, PremisAgent, PremisEvent } from "./premis-event.ts";
import { element, textElement } from "../domain/xml-text.ts";

/** A file that is kept: its digest, size in bytes, format, and the name under which it came or lies in an export. */
export type PremisFile = {
  readonly kind: "file";
  readonly identifier: ObjectIdentifier;
  readonly sha256: string;
  readonly bytes?: number;
  readonly mediaType: string;
  readonly originalName?: string;
  /** What it is part of, and what it was made from. */
  readonly partOf?: ObjectIdentifier;
  readonly madeFrom?: ObjectIdentifier;
};
/** What files make up together: an item, a batch. */
export type PremisEntity = {
  readonly kind: "intellectualEntity";
  readonly identifier: ObjectIdentifier;
  readonly originalName?: string;
};
export type PremisObject = PremisFile | PremisEntity;

const namespace = "http://www.loc.gov/premis/v3";

export const premisStart = `<?xml version="1.0" encoding="UTF-8"?>\n<premis xmlns="${namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${namespace} https://www.loc.gov/standards/premis/v3/premis.xsd" version="3.0">\n`;
export const premisEnd = "</premis>\n";

const identifier = (prefix: string, { type, value }: { readonly type: string; readonly value: string }): string =>
  textElement(`${prefix}IdentifierType`, type) + textElement(`${prefix}IdentifierValue`, value);

const related = (kind: string, subKind: string, object: ObjectIdentifier | undefined): string =>
  object === undefined
    ? ""
    : element(
        "relationship",
        textElement("relationshipType", kind) +
          textElement("relationshipSubType", subKind) +
          element("relatedObjectIdentifier", identifier("relatedObject", object)),
      );

const characteristics = ({ sha256, bytes, mediaType }: PremisFile): string =>
  element(
    "objectCharacteristics",
    element("fixity", textElement("messageDigestAlgorithm", "SHA-256") + textElement("messageDigest", sha256)) +
      (bytes === undefined ? "" : textElement("size", String(bytes))) +
      element("format", element("formatDesignation", textElement("formatName", mediaType))),
  );

const name = (text: string | undefined): string => (text === undefined ? "" : textElement("originalName", text));

/** Elements in the order of the schema, which is a sequence. */
export const premisObject = (object: PremisObject): string => {
  const own = element("objectIdentifier", identifier("object", object.identifier));
  const content =
    object.kind === "file"
      ? own +
        characteristics(object) +
        name(object.originalName) +
        related("structural", "is part of", object.partOf) +
        related("derivation", "has source", object.madeFrom)
      : own + name(object.originalName);
  return `${element("object", content, { "xsi:type": object.kind })}\n`;
};

export const premisEvent = ({ id, type, time, detail, outcome, outcomeNote, agent, objects }: PremisEvent): string => {
  const vocabulary = {
    authority: "eventType",
    authorityURI: eventTypeAuthority,
    valueURI: eventTypeUri(type),
  };
  const note =
    outcomeNote === undefined ? "" : element("eventOutcomeDetail", textElement("eventOutcomeDetailNote", outcomeNote));
  const linked = objects.map((object) =>
    element(
      "linkingObjectIdentifier",
      identifier("linkingObject", object) + textElement("linkingObjectRole", object.role),
    ),
  );
  const content = [
    element("eventIdentifier", identifier("event", { type: "lantai-event", value: id })),
    textElement("eventType", type, vocabulary),
    textElement("eventDateTime", time),
    element("eventDetailInformation", textElement("eventDetail", detail)),
    element("eventOutcomeInformation", textElement("eventOutcome", outcome) + note),
    element(
      "linkingAgentIdentifier",
      identifier("linkingAgent", { type: "lantai-actor", value: agent.id }) +
        textElement("linkingAgentRole", agent.role),
    ),
    ...linked,
  ];
  return `${element("event", content.join(""))}\n`;
};

export const premisAgent = ({ id, kind }: PremisAgent): string => {
  const content =
    element("agentIdentifier", identifier("agent", { type: "lantai-actor", value: id })) +
    textElement("agentName", id) +
    textElement("agentType", kind);
  return `${element("agent", content)}\n`;
};

type Several<T> = AsyncIterable<T> | Iterable<T>;

/**
 * A whole PREMIS 3.0 document, piece by piece: objects, events, agents, in the schema's order. Only the agents are kept in
 * memory, each once.
 */
export async function* premisDocument(
  objects: Several<PremisObject>,
  events: Several<PremisEvent>,
): AsyncGenerator<string> {
  yield premisStart;
  for await (const object of objects) yield premisObject(object);
  const agents = new Map<string, PremisAgent>();
  for await (const event of events) {
    agents.set(event.agent.id, event.agent);
    yield premisEvent(event);
  }
  for (const agent of agents.values()) yield premisAgent(agent);
  yield premisEnd;
}
