/**
 * Owns `npm run bench -- --livestream`: a thousand messages a second into one channel whose list is read each frame, without
 * and with a bound on what is held, beside a page that only parses the same frames. The frames come from a socket in the
 * page, since a server on the same cores would be what is measured; each is handed over as the browser does it.
 */
import { openStage } from "./stage.mjs";

const PER_SECOND = 1_000;
/** Messages held with the bound on. */
export const BOUND = 1_000;

const ways = [
  { name: "no SDK: frames parsed", idle: true },
  { name: "all kept" },
  { name: `at most ${BOUND} kept`, options: { maxMessagesPerChannel: BOUND } },
];

/** @param seconds of each stream. Gives one figure set for each way. */
export async function livestream(executablePath, seconds, only = ways) {
  const stage = await openStage(executablePath, ["ours"]);
  try {
    const results = [];
    for (const { name, ...way } of only) {
      const page = await stage.fresh("ours");
      await page.run("start");
      const before = await page.memory();
      const seen = await page.run("livestream", { perSecond: PER_SECOND, seconds, ...way });
      const after = await page.memory();
      await page.close();
      results.push({ name, seconds, ...seen, grownMB: (after.heap - before.heap + after.wasm - before.wasm) / 1_000_000 });
    }
    return results;
  } finally {
    await stage.close();
  }
}

export const streamHeading = "| stream | sent | heard | held | in order | frames with a new list | tasks over 50 ms | slowest batch ms | main thread busy | memory grown MB |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";
export const streamLine = ({ name, sent, heard, held, order, read, long, slowest, busy, grownMB }) =>
  `| ${name} | ${sent} | ${heard} | ${held} | ${order ? "yes" : "NO"} | ${read} | ${long.length} | ${slowest.toFixed(1)} | ${(busy * 100).toFixed(1)} % | ${grownMB.toFixed(1)} |`;
