/**
 * Owns `npm run bench -- --memory`: connect, watch 50 channels, listen to each, get an event, stop listening, disconnect, over
 * and over with one client, and what is in use after collection in between. Flat means: what the last cycles add is noise.
 */
import { openStage } from "./stage.mjs";

const CHANNELS = 50;

/** @param looks numbers of cycles after which to look. Gives `{cycles, heap, wasm, listeners, sockets}` for each. */
export async function memory(executablePath, looks, options = {}) {
  const stage = await openStage(executablePath, ["ours"]);
  try {
    const page = await stage.fresh("ours");
    await page.run("start");
    const seen = [];
    let done = 0;
    for (const cycles of looks) {
      const { sockets } = await page.run("comeAndGo", { times: cycles - done, channels: CHANNELS, ...options });
      done = cycles;
      seen.push({ cycles, ...(await page.memory()), sockets });
    }
    return seen;
  } finally {
    await stage.close();
  }
}

export const memoryHeading = "| cycles | JavaScript heap kB | WebAssembly memory kB | listeners on the page | open sockets |\n| --- | --- | --- | --- | --- |";
export const memoryLine = ({ cycles, heap, wasm, listeners, sockets }) =>
  `| ${cycles} | ${(heap / 1_000).toFixed(0)} | ${(wasm / 1_000).toFixed(0)} | ${listeners} | ${sockets} |`;
