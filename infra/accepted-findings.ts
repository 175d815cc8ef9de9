/**
 * What checkers of templates find and this project leaves as it is, with the reason. Nothing is accepted of a rule as such,
 * only where it was looked at; what no longer finds anything fails tests/infra/accepted-findings.test.ts.
 */
export type AcceptedFinding = {
  /** The rule, with what it found in brackets where it can find several things. */
  readonly rule: RegExp;
  /** Path of the construct within the app, without `Lantai-<region>-`. */
  readonly at: RegExp;
  readonly reason: string;
};

/** Of cdk-nag's packs `AwsSolutions` and `Serverless`. */
export const acceptedFindings: readonly AcceptedFinding[] = [
  {
    rule: /^Serverless-SNSRedrivePolicy$/,
    at: /^Pipeline\/OfficerAlerts\/\d{6}\/[^/]+\/Resource$/,
    reason:
      "SNS tries a mail for six hours; the batch is held whether or not it came, and the officer's list shows it.",
  },
  {
    rule: /^AwsSolutions-APIG4$/,
    at: /^Api\/Http\/Api\/GET--openapi\.json\/Resource$/,
    reason: "The description of the API is public: it says what may be asked, nothing of what is kept.",
  },
  {
    rule: /^AwsSolutions-APIG4$/,
    at: /^Api\/Http\/Api\/GET--v1--archives--\{archiveId\}--keys\/Resource$/,
    reason: "Public keys are for anybody who holds a receipt; they say nothing of what is kept.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Bucketsholdings.*\/\*\]$/,
    at: /^(Search|Pipeline|Api)\/.*\/(full-text-index-page|full-text-search|intake-receive-object|ocr-read-page|replication-copy-page|replication-prove-copy|catalogue-get-page-text|export-write-bag)\/Role\/DefaultPolicy\/Resource$/,
    reason:
      "Objects of one bucket: the holdings are addressed by digest, so that no narrower prefix can be known before.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Bucketsevidence.*\/receipts\/\*\]$/,
    at: /^(Pipeline|Api)\/.*\/(accession-issue-receipt|accession-get-receipt|export-write-bag)\/Role\/DefaultPolicy\/Resource$/,
    reason: "Receipts and their lists, which are addressed by digest and have a folder of their own.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Bucketsexports.*\/\*\]$/,
    at: /^Pipeline\/Exports\/export-write-bag\/Role\/DefaultPolicy\/Resource$/,
    reason: "Objects of one bucket, which holds nothing but bags and what their writing needs, of any archive.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Bucketsexports.*\/bag\/\*\]$/,
    at: /^Api\/Exports\/export-get-export\/Role\/DefaultPolicy\/Resource$/,
    reason: "Bags of any archive; a link that is given names one of them.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Bucketsintake.*Arn.*\/\*\]$/,
    at: /^Pipeline\/Intake\/intake-receive-object\/Role\/DefaultPolicy\/Resource$/,
    reason: "Objects of one bucket: intake reads what any archive deposits.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Bucketsintake.*Arn.*\/\*\]$/,
    at: /^Pipeline\/Malware\/Role\/DefaultPolicy\/Resource$/,
    reason: "Objects of one bucket: GuardDuty looks at what any archive deposits.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*rule\/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3\*\]$/,
    at: /^Pipeline\/Malware\/Role\/DefaultPolicy\/Resource$/,
    reason: "GuardDuty names its own rule, and may change only such as it manages.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Bucketsintake.*Arn.*\/\*\]$/,
    at: /^Pipeline\/Catalogue\/catalogue-import-catalogue\/Role\/DefaultPolicy\/Resource$/,
    reason: "Objects of one bucket: a catalogue stands beside the scans of any archive's batch.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Bucketsintake.*Arn.*\/\*\]$/,
    at: /^Pipeline\/Bags\/accession-unpack-bag\/Role\/DefaultPolicy\/Resource$/,
    reason: "Objects of one bucket: a bag comes with any archive's batch, and its payload goes beside it.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Bucketsintake.*Arn.*\/\*\]$/,
    at: /^Api\/Vendors\/accession-permit-uploads\/Role\/DefaultPolicy\/Resource$/,
    reason: "Objects of one bucket: a vendor's batch may be any archive's, and each address names one key.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::<Bucketsintake\w+\.Arn>\/\d{6}\/\*\]$/,
    at: /^Storage\/Uploaders\/\d{6}\/DefaultPolicy\/Resource$/,
    reason: "Objects under the archive's own prefix, into which it may deposit and nothing else.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Bucketsevidence.*\/histories\/\*\]$/,
    at: /^(Pipeline\/Intake\/intake-receive-object|Api\/Catalogue\/catalogue-get-item-history|Pipeline\/Exports\/export-write-bag)\/Role\/DefaultPolicy\/Resource$/,
    reason: "What earlier keepers told of items: addressed by digest, in a folder of its own.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Bucketsevidence.*\/reports\/\*\]$/,
    at: /^(Pipeline\/Tests\/accession-test-batch|Api\/Reports\/accession-get-report|Pipeline\/Exports\/export-write-bag)\/Role\/DefaultPolicy\/Resource$/,
    reason: "Reports of tests, which are addressed by digest and have a prefix of their own.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:s3:::lantai-holdings-<AWS::AccountId>-[a-z0-9-]+\/\*\]$/,
    at: /^Pipeline\/Replication\/replication-copy-page\/Role\/DefaultPolicy\/Resource$/,
    reason: "Objects of the other regions' holdings, one bucket each, to which copies go.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Bucketsevidence.*\/destructions\/\*\]$/,
    at: /^(Pipeline\/Destructions\/retention-carry-out-destruction|Api\/Retention\/retention-get-certificate)\/Role\/DefaultPolicy\/Resource$/,
    reason:
      "Certificates of destruction and what they list, which are addressed by digest and have a folder of their own.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Buckets(holdings|intake).*\/\d{6}\/\*\]$/,
    at: /^Pipeline\/Destructions\/retention-carry-out-destruction\/Role\/DefaultPolicy\/Resource$/,
    reason: "Objects under the prefixes of archives that are at home here: what an approved list destroys.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Bucketsholdings.*\/\d{6}\/\*\]$/,
    at: /^Pipeline\/Replication\/replication-erase-copy\/Role\/DefaultPolicy\/Resource$/,
    reason:
      "Objects under the prefixes of archives that are at home elsewhere: copies, which may have to be taken back.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    at: /^Pipeline\/Ocr\/ocr-read-page\/Role\/DefaultPolicy\/Resource$/,
    reason:
      "Textract knows no resources; the statement holds one action of it (Service Authorization Reference, Amazon Textract).",
  },
  {
    rule: /^AwsSolutions-OS1$/,
    at: /^Search\/FullText\/Engine\/Domain$/,
    reason:
      "Outside a VPC, closed to all but two roles by its access policy: a VPC would put every function behind a NAT for the sake of an index that can be made again.",
  },
  {
    rule: /^AwsSolutions-OS3$/,
    at: /^Search\/FullText\/Engine\/Domain$/,
    reason: "Who comes in is decided by role and signature; functions have no address of their own to allow.",
  },
  {
    rule: /^AwsSolutions-OS4$/,
    at: /^Search\/FullText\/Engine\/Domain$/,
    reason: "Two small nodes: three more only to lead them cost more than making the index again.",
  },
  {
    rule: /^AwsSolutions-OS9\[LogExport::(SEARCH|INDEX)_SLOW_LOGS\]$/,
    at: /^Search\/FullText\/Engine\/Domain$/,
    reason: "Slow logs hold what people searched for and what pages say: names of persons, in a log.",
  },
  {
    rule: /^AwsSolutions-SMG4$/,
    at: /^Storage\/Uploaders\/\d{6}-secret\/Resource$/,
    reason: "The archive's own S3 client holds this key: changed without the clerk, it would end depositing.",
  },
  {
    rule: /^AwsSolutions-SQS3$/,
    at: /^Pipeline\/.*\/Dead\/Queue\/Resource$/,
    reason: "It is a dead-letter queue: of a stream mapping or of scheduled runs, which the rule does not look at.",
  },
  {
    rule: /^Serverless-SQSRedrivePolicy$/,
    at: /\/Dead\/Queue\/Resource$/,
    reason: "It is a dead-letter queue: what waits here waits for a person, with an alarm.",
  },
  {
    rule: /^Serverless-LambdaEventSourceMappingDestination$/,
    at: /\/queue-[a-z-]+\/Work\/Resource$/,
    reason: "A mapping from SQS has no destination of its own in use here: the queue's redrive policy has it.",
  },
  {
    rule: /^Serverless-LambdaDLQ$/,
    at: /\/Function\/Resource$/,
    reason:
      "Lambda's own dead-letter queue is for asynchronous invocations: functions that have such name an on-failure destination, which also says why; the others are called by queues, a stream or the API.",
  },
  {
    rule: /^Serverless-LambdaTracing$/,
    at: /\/Function\/Resource$/,
    reason:
      "X-Ray's permissions cannot be bound to a resource; the events of a page in the history say where it stands.",
  },
];

/** Of CloudFormation's own validator, warnings and errors. */
export const acceptedDiagnostics: readonly AcceptedFinding[] = [
  {
    rule: /^W3005$/,
    at: /Function[0-9A-F]{8}$/,
    reason:
      "The CDK says twice that a function waits for its role, once with the role's policy: harmless, and its own.",
  },
];
