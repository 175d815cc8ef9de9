import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/** Signal 0 only asks. A process of another user answers that it may not be asked: it is there. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, "ESRCH");
  }
};

/**
 * Claims the state folder for this process. A claim whose process is gone (kill -9) is taken over.
 * @returns how to give it back. @throws Error when another host uses the folder, or it cannot be written.
 */
export const claimHome = (home: string): (() => void) => {
  // Records and keys lie in it: nobody else on the machine has business there.
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const file = path.join(home, "host.pid");
  const claim = (): void => writeFileSync(file, String(process.pid), { flag: "wx" });
  try {
    claim();
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
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
