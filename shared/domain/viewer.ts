/** Who looks: a person of one archive, or of none (an auditor, an operator). */
export type Viewer = {
  readonly principal: string;
  readonly archiveId: string | undefined;
  readonly roles: readonly string[];
};

/** 外包人员: does one thing, and no other role of theirs allows more (档案法 24, 实施条例 28; DA/T 68). */
export const isVendor = (viewer: Viewer): boolean => viewer.roles.includes("vendor");

/**
 * Unopened records are seen only inside the archive that holds them (档案法 28, 实施条例 34).
 * Until an opening review exists every record counts as unopened.
 */
export const mayRead = (viewer: Viewer, archiveId: string): boolean =>
  viewer.archiveId === archiveId && !isVendor(viewer);

const historians: readonly string[] = ["archivist", "approver", "security-officer", "auditor"];

/** Sees who did what to the archive's items and batches: those who answer for them, and the archive's auditor. */
export const mayReadHistory = (viewer: Viewer, archiveId: string): boolean =>
  mayRead(viewer, archiveId) && viewer.roles.some((role) => historians.includes(role));

/** Sees why a batch is held. */
export const mayKnowSecrecy = (viewer: Viewer, archiveId: string): boolean =>
  hasRoleAt(viewer, archiveId, "security-officer");

/** Runs the service: sees queues and figures, no record's content. */
export const mayOperate = (viewer: Viewer): boolean => viewer.roles.includes("platform-operator") && !isVendor(viewer);

/** The archives whose unopened records a search may look into, optionally only `wanted`. */
export const readableArchives = (viewer: Viewer, wanted: string | undefined): readonly string[] => {
  if (viewer.archiveId === undefined || isVendor(viewer)) return [];
  return wanted === undefined || wanted === viewer.archiveId ? [viewer.archiveId] : [];
};

const hasRoleAt = (viewer: Viewer, archiveId: string, role: string): boolean =>
  mayRead(viewer, archiveId) && viewer.roles.includes(role);

/** Opens and closes the archive's batches. */
export const mayKeepBatches = (viewer: Viewer, archiveId: string): boolean => hasRoleAt(viewer, archiveId, "archivist");

/** Asks for exports and fetches their bags. */
export const mayExport = (viewer: Viewer, archiveId: string): boolean =>
  ["archivist", "approver"].some((role) => hasRoleAt(viewer, archiveId, role));

/** Drafts what is decided of how long records are kept, and of which may go. */
export const mayDraftRetention = (viewer: Viewer, archiveId: string): boolean =>
  hasRoleAt(viewer, archiveId, "archivist");

/** Reviews what another would have destroyed (鉴定), and may withdraw it. */
export const mayReviewDestruction = (viewer: Viewer, archiveId: string): boolean =>
  ["archivist", "appraiser", "approver"].some((role) => hasRoleAt(viewer, archiveId, role));

const peopleFinders: readonly string[] = ["window-clerk", "archivist"];

/** Looks a person up by name or number: those who serve people at the window, and the archivists who describe the records. */
export const mayFindPeople = (viewer: Viewer, archiveId: string): boolean =>
  mayRead(viewer, archiveId) && viewer.roles.some((role) => peopleFinders.includes(role));

/** Holds items against destruction (冻结); whoever lets go of them is an approver. */
export const mayFreeze = mayReviewDestruction;

/** Agrees to what another has drafted. */
export const mayApproveRetention = (viewer: Viewer, archiveId: string): boolean =>
  hasRoleAt(viewer, archiveId, "approver");
/** Sees why batches are held, and holds and releases them (保密员). */
export const mayGuardSecrets = (viewer: Viewer, archiveId: string): boolean =>
  hasRoleAt(viewer, archiveId, "security-officer");

/** Decides whether the archive takes a batch over. */
export const mayDecideBatches = (viewer: Viewer, archiveId: string): boolean =>
  hasRoleAt(viewer, archiveId, "approver");

/** Gives the archive's word that a batch bears no secret, before a vendor sees it. */
export const mayDeclareUnclassified = (viewer: Viewer, archiveId: string): boolean =>
  hasRoleAt(viewer, archiveId, "security-officer") || mayKeepBatches(viewer, archiveId);

/**
 * Sees figures, digests and proofs also of what is kept but may not be opened (registration backups, what a giver forbids to
 * consult): those who take records in and answer for them. Nobody reads it.
 */
export const mayFollowKeeping = (viewer: Viewer, archiveId: string): boolean =>
  ["archivist", "approver", "uploader"].some((role) => hasRoleAt(viewer, archiveId, role));
