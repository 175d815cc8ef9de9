import type { Adapter, AdapterPayload } from "oidc-provider";

/**
 * Keeps sign-ins and grants in memory: after a restart people sign in again, while their tokens stay valid.
 * `now` is in milliseconds since the epoch.
 */
export const createGrantMemory = (now: () => number): ((model: string) => Adapter) => {
  const entries = new Map<string, { payload: AdapterPayload; expiresAt: number }>();
  const live = (key: string): AdapterPayload | undefined => {
    const entry = entries.get(key);
    if (entry === undefined || entry.expiresAt > now()) return entry?.payload;
    entries.delete(key);
    return undefined;
  };
  const findWhere = (model: string, matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined => {
    for (const key of entries.keys()) {
      const payload = key.startsWith(`${model}:`) ? live(key) : undefined;
      if (payload !== undefined && matches(payload)) return payload;
    }
    return undefined;
  };
  return (model) => ({
    upsert: async (id, payload, expiresIn) => {
      const expiresAt = expiresIn === undefined ? Infinity : now() + expiresIn * 1000;
      await Promise.resolve(entries.set(`${model}:${id}`, { payload, expiresAt }));
    },
    find: (id) => Promise.resolve(live(`${model}:${id}`)),
    findByUid: (uid) => Promise.resolve(findWhere(model, (payload) => payload.uid === uid)),
    findByUserCode: (userCode) => Promise.resolve(findWhere(model, (payload) => payload.userCode === userCode)),
    consume: async (id) => {
      const payload = await Promise.resolve(live(`${model}:${id}`));
      if (payload !== undefined) payload.consumed = Math.floor(now() / 1000);
    },
    destroy: async (id) => {
      await Promise.resolve(entries.delete(`${model}:${id}`));
    },
    revokeByGrantId: async (grantId) => {
      await Promise.resolve();
      for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
    },
  });
};
