/** Source: Lambda Developer Guide, "Lambda quotas": the largest payload of a synchronous invocation, which mappings make. */
const largestBytes = 6 * 1024 * 1024;

/** What a function of an event source mapping is invoked with. */
export const eventPayload = (records: readonly unknown[]): string => JSON.stringify({ Records: records });

/**
 * The records cut into batches that each fit one invocation, in order. A record that fits none goes alone.
 * Source: Lambda Developer Guide, "How Lambda processes records from stream and queue-based event sources", batching behavior.
 */
export const fittingBatches = <Item>(records: readonly Item[]): Item[][] => {
  const batches: Item[][] = [];
  let bytes = Infinity;
  for (const record of records) {
    const size = Buffer.byteLength(JSON.stringify(record)) + 1;
    bytes += size;
    const open = batches.at(-1);
    if (open !== undefined && bytes <= largestBytes) open.push(record);
    else {
      batches.push([record]);
      bytes = eventPayload([]).length + size;
    }
  }
  return batches;
};
