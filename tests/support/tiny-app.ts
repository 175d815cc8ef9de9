import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

export const HOME = "cn-north-1";
export const REPLICA = "cn-northwest-1";
export const ACCOUNT = "111122223333";

type Json = Record<string, unknown>;
export type TinyTemplate = { Parameters?: Json; Conditions?: Json; Resources: Record<string, Json>; Outputs: Json };

const functionsDirectory = path.join(import.meta.dirname, "tiny-functions");
const arn = (logicalId: string): Json => ({ "Fn::GetAtt": [logicalId, "Arn"] });
const resource = (Type: string, Properties: Json): Json => ({ Type, Properties });
const lambda = (handler: string): Json =>
  resource("AWS::Lambda::Function", {
    Code: { S3Bucket: { "Fn::Sub": "assets-${AWS::AccountId}-${AWS::Region}" }, S3Key: "tiny.zip" },
    Handler: `index.${handler}`,
    Runtime: "nodejs24.x",
    Role: arn("Role"),
    MemorySize: 256,
    Timeout: 20,
    Environment: {
      Variables: { TABLE: { Ref: "Records" }, REPLICA_REGION: REPLICA, REPLICA_BUCKET: "tiny-replica" },
    },
  });
const route = (key: string, extra: Json = {}): Json =>
  resource("AWS::ApiGatewayV2::Route", {
    ApiId: { Ref: "Api" },
    RouteKey: key,
    Target: { "Fn::Join": ["/", ["integrations", { Ref: "Integration" }]] },
    ...extra,
  });

const homeTemplate = (): TinyTemplate => ({
  Parameters: { IssuerUrl: { Type: "String" } },
  Resources: {
    Intake: resource("AWS::S3::Bucket", {
      BucketName: "tiny-intake",
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    }),
    Dead: resource("AWS::SQS::Queue", {}),
    Arrived: resource("AWS::SQS::Queue", {
      QueueName: "tiny-arrived",
      VisibilityTimeout: 2,
      RedrivePolicy: { deadLetterTargetArn: arn("Dead"), maxReceiveCount: 50 },
    }),
    ArrivedPolicy: resource("AWS::SQS::QueuePolicy", {
      Queues: [{ Ref: "Arrived" }],
      PolicyDocument: {
        Statement: {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: arn("Arrived"),
          Condition: { ArnEquals: { "aws:SourceArn": arn("Rule") } },
        },
      },
    }),
    Rule: resource("AWS::Events::Rule", {
      EventPattern: {
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: { bucket: { name: [{ Ref: "Intake" }] } },
      },
      Targets: [{ Id: "Queue", Arn: arn("Arrived") }],
    }),
    Records: resource("AWS::DynamoDB::Table", {
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      StreamSpecification: { StreamViewType: "NEW_IMAGE" },
    }),
    Role: resource("AWS::IAM::Role", { AssumeRolePolicyDocument: {} }),
    RolePolicy: resource("AWS::IAM::Policy", {
      PolicyName: "tiny",
      Roles: [{ Ref: "Role" }],
      PolicyDocument: {
        Statement: [
          { Effect: "Allow", Action: "s3:GetObject", Resource: { "Fn::Sub": "${Intake.Arn}/*" } },
          { Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws-cn:s3:::tiny-replica/*" },
          { Effect: "Allow", Action: ["dynamodb:PutItem", "dynamodb:Scan"], Resource: arn("Records") },
          {
            Effect: "Allow",
            Action: ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"],
            Resource: { "Fn::GetAtt": ["Records", "StreamArn"] },
          },
          {
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: {
              "Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/*",
            },
          },
          {
            Effect: "Allow",
            Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
            Resource: arn("Arrived"),
          },
        ],
      },
    }),
    Keep: lambda("keep"),
    KeepWork: resource("AWS::Lambda::EventSourceMapping", {
      FunctionName: { Ref: "Keep" },
      EventSourceArn: arn("Arrived"),
      BatchSize: 5,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    }),
    Follow: lambda("follow"),
    FollowWork: resource("AWS::Lambda::EventSourceMapping", {
      FunctionName: { Ref: "Follow" },
      EventSourceArn: { "Fn::GetAtt": ["Records", "StreamArn"] },
      StartingPosition: "TRIM_HORIZON",
      BatchSize: 10,
    }),
    Answer: lambda("answer"),
    Api: resource("AWS::ApiGatewayV2::Api", {
      Name: "tiny",
      ProtocolType: "HTTP",
      CorsConfiguration: {
        AllowOrigins: ["http://portal.example"],
        AllowMethods: ["GET"],
        AllowHeaders: ["authorization"],
      },
    }),
    Stage: resource("AWS::ApiGatewayV2::Stage", { ApiId: { Ref: "Api" }, StageName: "$default", AutoDeploy: true }),
    Integration: resource("AWS::ApiGatewayV2::Integration", {
      ApiId: { Ref: "Api" },
      IntegrationType: "AWS_PROXY",
      IntegrationUri: arn("Answer"),
      PayloadFormatVersion: "2.0",
    }),
    AnswerPermission: resource("AWS::Lambda::Permission", {
      Action: "lambda:InvokeFunction",
      FunctionName: arn("Answer"),
      Principal: "apigateway.amazonaws.com",
      SourceArn: {
        "Fn::Sub": "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*",
      },
    }),
    SignIn: resource("AWS::ApiGatewayV2::Authorizer", {
      ApiId: { Ref: "Api" },
      AuthorizerType: "JWT",
      IdentitySource: ["$request.header.Authorization"],
      JwtConfiguration: { Issuer: { Ref: "IssuerUrl" }, Audience: ["lantai"] },
      Name: "sign-in",
    }),
    Open: route("GET /open/{name}/{rest+}"),
    Crash: route("GET /crash"),
    Items: route("GET /items", { AuthorizationType: "JWT", AuthorizerId: { Ref: "SignIn" } }),
    Echo: route("POST /echo", { AuthorizationType: "JWT", AuthorizerId: { Ref: "SignIn" } }),
    Uploader: resource("AWS::IAM::User", {
      Tags: [{ Key: "lantai:archive", Value: "440100" }],
      Policies: [
        {
          PolicyName: "deposit",
          PolicyDocument: {
            Statement: {
              Effect: "Allow",
              Action: "s3:PutObject",
              Resource: { "Fn::Sub": "${Intake.Arn}/${!aws:PrincipalTag/lantai:archive}/*" },
            },
          },
        },
      ],
    }),
    UploaderKey: resource("AWS::IAM::AccessKey", { UserName: { Ref: "Uploader" } }),
  },
  Outputs: {
    IntakeBucket: { Value: { Ref: "Intake" } },
    RecordsTable: { Value: { Ref: "Records" } },
  },
});

const replicaTemplate = (): TinyTemplate => ({
  Resources: { Holdings: resource("AWS::S3::Bucket", { BucketName: "tiny-replica" }) },
  Outputs: { HoldingsBucket: { Value: { Ref: "Holdings" } } },
});

/**
 * Writes the cloud assembly of a tiny app by hand: a bucket whose new objects go by rule and queue to a function that
 * writes to a table and to the other region's bucket; a function that follows the table's stream; an HTTP API.
 */
export const writeTinyApp = (directory: string, change: (home: TinyTemplate) => void = () => {}): string => {
  mkdirSync(directory, { recursive: true });
  const write = (name: string, content: unknown): void =>
    writeFileSync(path.join(directory, name), JSON.stringify(content));
  const home = homeTemplate();
  change(home);
  write("home.template.json", home);
  write("replica.template.json", replicaTemplate());
  write("tiny.assets.json", {
    files: {
      tiny: {
        source: { path: path.relative(directory, functionsDirectory), packaging: "zip" },
        destinations: { here: { objectKey: "tiny.zip" } },
      },
    },
  });
  const stack = (region: string, templateFile: string): Json => ({
    type: "aws:cloudformation:stack",
    environment: `aws://${ACCOUNT}/${region}`,
    properties: { templateFile },
  });
  write("manifest.json", {
    artifacts: {
      "Tiny-home": stack(HOME, "home.template.json"),
      "Tiny-replica": stack(REPLICA, "replica.template.json"),
      assets: { type: "cdk:asset-manifest", properties: { file: "tiny.assets.json" } },
    },
  });
  return directory;
};
