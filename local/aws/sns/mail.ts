import { appendFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import type { Now } from "../../network/service.ts";
import type { Disk } from "../disk.ts";
import { UndeliverableError } from "../eventbridge/delivery.ts";

export type Mail = {
  /** Sends a message to whoever subscribed to a topic. @throws UndeliverableError when there is no such topic */
  readonly publish: (topicArn: string, message: string) => void;
};

type MailSettings = {
  /** Holds a file for each address, the newest message last. */
  readonly directory: string;
  readonly disk: Disk;
  readonly now: Now;
  /** The region's topics by ARN, with the addresses that subscribed to each. */
  readonly subscribers: ReadonlyMap<string, readonly string[]>;
};

/**
 * Amazon SNS as far as events use it: a topic's subscribers get mail, as files. At least once: what a full disk refused is tried
 * again, and those who had it get it twice.
 */
export const openMail = ({ directory, disk, now, subscribers }: MailSettings): Mail => ({
  publish: (topicArn, message) => {
    const addresses = subscribers.get(topicArn);
    if (addresses === undefined) throw new UndeliverableError(`no topic ${topicArn}`);
    for (const address of addresses) {
      disk.write();
      mkdirSync(directory, { recursive: true });
      const head = `To: ${address}\nDate: ${new Date(now()).toISOString()}\nTopic: ${topicArn}\n`;
      appendFileSync(path.join(directory, `${address}.txt`), `${head}\n${message}\n\n`);
    }
  },
});
