import type { Person } from "../issuer/person.ts";

/** Who works at a demo archive, by what they do. The two reviewers are two people because the law wants two. */
const posts = [
  ["archivist", "档案员", "archivist", ["archivist", "searcher"]],
  ["uploader", "著录员", "uploader", ["uploader"]],
  ["reviewer-1", "初审员", "first reviewer", ["opening-reviewer"]],
  ["reviewer-2", "复审员", "second reviewer", ["opening-reviewer"]],
  ["window", "查档窗口", "window clerk", ["window-clerk"]],
  ["appraiser", "鉴定员", "appraiser", ["appraiser"]],
  ["approver", "审定人", "approver", ["approver"]],
  ["security", "保密员", "security officer", ["security-officer"]],
  ["drill", "演练负责人", "drill officer", ["drill-officer"]],
  ["vendor", "外包扫描员", "scanning vendor", ["vendor"]],
] as const;

/** People of no archive. */
const others: readonly Person[] = [
  { username: "auditor", name: { zh: "审计员", en: "auditor" }, archiveId: null, roles: ["auditor"] },
  {
    username: "operator",
    name: { zh: "平台运维员", en: "platform operator" },
    archiveId: null,
    roles: ["platform-operator"],
  },
  {
    username: "community",
    name: { zh: "社区服务点", en: "community point" },
    archiveId: null,
    roles: ["community-point"],
  },
  { username: "citizen", name: { zh: "市民", en: "citizen" }, archiveId: null, roles: ["citizen"] },
];

/** The demo's people: the same posts in every archive (`archivist-440100`), and those who belong to none. */
export const demoPeople = (archiveIds: readonly string[]): Person[] => [
  ...archiveIds.flatMap((archiveId) =>
    posts.map(([post, zh, en, roles]): Person => ({
      username: `${post}-${archiveId}`,
      name: { zh: `${zh}（${archiveId}）`, en: `${en} (${archiveId})` },
      archiveId,
      roles,
    })),
  ),
  ...others,
];
