import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { PublicKeySet } from "../../shared/contract/signing.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { ArchiveKeys } from "../../shared/signing/archive-keys.ts";

export type ListKeysDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly keys: ArchiveKeys;
};

/** The keys by which anybody verifies what an archive has signed. */
export const listKeys =
  ({ region, archives, keys }: ListKeysDeps) =>
  async ({ archiveId }: { readonly archiveId: string }): Promise<PublicKeySet> => {
    homeOnly(archives, archiveId, region);
    const { jwk } = await keys.of(archiveId);
    return { keys: [jwk] };
  };
