/**
 * Owns installing Debian packages: may we, is the package there, one call at a time. Does not know what they are for.
 */
import { ask, run } from "../process.mjs";
import { onPath } from "../paths.mjs";
import { StepFailed } from "./step.mjs";

/** Words before apt-get: none for root, `sudo` when it asks no password; undefined when we may not install. */
function privilege() {
  if (process.getuid?.() === 0) return [];
  return onPath("sudo") && ask("sudo", ["-n", "true"]) !== undefined ? ["sudo", "-n"] : undefined;
}

let updated;
let queue = Promise.resolve();

/** True when these packages can be installed from here without asking anybody. */
export const canInstall = () => process.platform === "linux" && onPath("apt-get") !== undefined && privilege() !== undefined;

/** Installs packages. Calls wait for each other, since dpkg takes one at a time. */
export function install(name, packages, log) {
  const words = privilege();
  if (!canInstall()) {
    throw new StepFailed(name, "this user may not install Debian packages here", `Install them: sudo apt-get install ${packages.join(" ")}`);
  }
  const apt = (args) => {
    const [command, ...rest] = [...words, "apt-get", ...args];
    return run(command, rest, { log, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  };
  const work = async () => {
    updated ??= apt(["update"]);
    await updated.catch(() => (updated = undefined)); // An unreachable list need not matter: the packages may be known.
    await apt(["install", "-y", "--no-install-recommends", ...packages]);
  };
  const turn = queue.then(work);
  queue = turn.catch(() => {});
  return turn;
}
