/** Row: no socket can be opened, in three ways; how long `connectUser` takes to connect by long poll. */
import { seconds } from "../stage.mjs";

const waysAndLimits = [["403", 1_000], ["200", 1_000], ["black_hole", 8_000]];
const LIMIT_MS = 60_000;

export const name = "refused-upgrade";
/** Alone: times of a second must not meet other rows' work. */
export const alone = true;
export const lines = waysAndLimits.map(([how, limit]) => ({
  key: how, fault: `upgrade refused, ${how.replace("_", " ")}; with \`enableWSFallback\``, target: `connected within ${limit / 1000} s`,
}));

export async function measure({ server, theatre }) {
  const result = {};
  for (const [how, limit] of waysAndLimits) {
    const id = `refused-${how}`;
    const { page, close } = await theatre.open();
    await server.fault({ kind: "refuse_upgrade", how, user_id: id });
    const took = await page.evaluate(async ({ who, limit }) => {
      const visitor = globalThis.rig.add({ ...who, options: { enableWSFallback: true } });
      return Promise.race([visitor.connect(), new Promise((done) => setTimeout(done, limit))]);
    }, { who: { url: server.url, key: server.key, id }, limit: LIMIT_MS });
    const failure = await page.evaluate((id) => globalThis.rig.visitor(id).failure, id);
    const text = took ? seconds(took) : failure ? `refused after ${seconds(failure.after)}` : `not within ${LIMIT_MS / 1000} s`;
    result[how] = { text, holds: !!took && took <= limit, took, failure };
    await close();
  }
  return result;
}
