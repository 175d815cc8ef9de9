import { deployment as deploymentShape } from "./deployment.ts";
import type { Deployment } from "./deployment.ts";

const law =
  "《中华人民共和国档案法》（2020）第二十五条、第五十条：属于国家所有的档案及其复制件，未经批准不得运送、邮寄、携带或者通过互联网传输出境 / " +
  "Archives Law of the PRC (2020), art. 25 and 50: state-owned archives and their copies must not leave the mainland, " +
  "the internet included, without approval";

/** Services a deployment can ask for that a partition does not have. Source: AWS China, "Endpoints and ARNs". */
const absentServices = {
  aws: {},
  "aws-cn": {
    textract: "Amazon Textract",
    serverless: "Amazon OpenSearch Serverless",
    guardduty: "GuardDuty Malware Protection for S3",
  },
} as const satisfies Record<Deployment["partition"], Partial<Record<"textract" | "serverless" | "guardduty", string>>>;

const outsideAllowed = (region: string, whose: string, deployment: Deployment): string[] =>
  deployment.allowedRegions.includes(region)
    ? []
    : [
        `${whose} ${region}：不在允许的区域之内（${deployment.allowedRegions.join("、")}）/ ` +
          `${whose} ${region} is outside the allowed regions (${deployment.allowedRegions.join(", ")}). ${law}.`,
      ];

const regionFaults = (deployment: Deployment): string[] =>
  deployment.regions.flatMap((region) => {
    const partition = region.startsWith("cn-") ? "aws-cn" : "aws";
    return [
      ...outsideAllowed(region, "区域 / region", deployment),
      ...(partition === deployment.partition
        ? []
        : [
            `区域 ${region} 属于 ${partition} 分区，不属于 ${deployment.partition} / ` +
              `region ${region} belongs to partition ${partition}, not ${deployment.partition}`,
          ]),
    ];
  });

const archiveFaults = (deployment: Deployment): string[] =>
  Object.entries(deployment.archives).flatMap(([id, { home, replicas, languages }]) => [
    ...outsideAllowed(home, `档案馆 / archive ${id}, home`, deployment),
    ...replicas.flatMap((replica) => outsideAllowed(replica, `档案馆 / archive ${id}, replica`, deployment)),
    ...[home, ...replicas]
      .filter((region) => deployment.allowedRegions.includes(region) && !deployment.regions.includes(region))
      .map(
        (region) =>
          `档案馆 ${id}：区域 ${region} 没有部署单元 / archive ${id}: no cell of this deployment stands in ${region}`,
      ),
    ...(replicas.includes(home)
      ? [
          `档案馆 ${id}：副本不得与主区域 ${home} 相同 / ` +
            `archive ${id}: a replica in the home region ${home} would share its disasters`,
        ]
      : []),
    ...(new Set(replicas).size < replicas.length
      ? [`档案馆 ${id}：副本区域重复 / archive ${id}: a replica region is named twice`]
      : []),
    ...(languages.includes("zh") && !deployment.ocrEngines.includes("embedded")
      ? [
          `档案馆 ${id}：中文页面只能由 embedded 引擎识别 / archive ${id}: only the embedded engine reads Chinese; ` +
            "Textract's text detection is documented for Latin scripts",
        ]
      : []),
  ]);

const serviceFaults = (deployment: Deployment): string[] => {
  const absent: Readonly<Record<string, string>> = absentServices[deployment.partition];
  return [...deployment.ocrEngines, deployment.search, deployment.malware.kind].flatMap((wanted) => {
    const service = absent[wanted];
    return service === undefined
      ? []
      : [
          `${deployment.partition} 分区没有 ${service}（${wanted}）/ ` +
            `partition ${deployment.partition} has no ${service} (${wanted})`,
        ];
  });
};

/** Every reason, in Chinese and English, why a deployment must not be built; empty when it may be. */
export const deploymentFaults = (deployment: Deployment): string[] => [
  ...regionFaults(deployment),
  ...archiveFaults(deployment),
  ...serviceFaults(deployment),
];

/** A deployment that must not be synthesized; `message` lists every reason, in Chinese and English. */
export class DeploymentRefused extends Error {
  override readonly name = "DeploymentRefused";
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(reasons.join("\n"));
    this.reasons = reasons;
  }
}

/**
 * Parses a deployment and holds it against the law and against what its partition offers.
 * Throws `ZodError` when its shape is wrong, `DeploymentRefused` when it may not be built.
 */
export const checkedDeployment = (input: unknown): Deployment => {
  const parsed = deploymentShape.parse(input);
  const faults = deploymentFaults(parsed);
  if (faults.length > 0) throw new DeploymentRefused(faults);
  return parsed;
};
