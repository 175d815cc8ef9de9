/** The stand-ins for AWS, in a thread of their own: says where they answer. */
import { parentPort } from "node:worker_threads";
import { startCloud } from "../../tests/support/cloud.ts";

const cloud = await startCloud(["cn-north-1"], () => Date.now());
parentPort?.postMessage(cloud.url);
