import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/**
 * Claims the state folder for this process. A claim whose process is gone (kill -9) is taken over.
 * @returns how to give it back. @throws Error when another host uses the folder.
 */
export const claimHome = (home: string): (() => void) => {
  mkdirSync(home, { recursive: true });
  const file = path.join(home, "host.pid");
  const claim = (): void => writeFileSync(file, String(process.pid), { flag: "wx" });
  try {
    claim();
  } catch {
    const pid = Number(readFileSync(file, "utf8"));
    if (pid !== process.pid && Number.isInteger(pid) && pid > 0 && isAlive(pid))
      throw new Error(
        `${home} 正被进程 ${pid} 使用；请先停止它，或用 LANTAI_HOME 另选目录。 / ${home} is in use by process ${pid}: stop it, or choose another folder with LANTAI_HOME.`,
      );
    rmSync(file, { force: true });
    claim();
  }
  return () => rmSync(file, { force: true });
};
