/**
 * Row: the server dies under 500 clients and comes back. Simulated, natively: tests/sim/restarting.rs says what they watch and
 * checks that each is back and complete and that no call met a 429; here its figures are read.
 */
import { ask } from "../../../scripts/process.mjs";
import { inRoot } from "../../../scripts/paths.mjs";

export const name = "server-restart";
export const native = true;

const target = "connects in the fullest second at most twice the mean";
export const lines = [500, 2000, 5000].map((ms) => ({
  key: String(ms), fault: `server restart with 500 simulated clients, ${ms / 1000} s down`, target,
}));

export async function measure() {
  const said = ask("cargo", ["test", "--quiet", "--package", "stream-chat-wasm", "--test", "sim", "restarting", "--", "--nocapture"], { cwd: inRoot(), timeout: 600_000 });
  if (said === undefined) throw new Error("tests/sim/restarting.rs fails; run `cargo test --test sim restarting`");
  return Object.fromEntries(lines.map(({ key }) => {
    const [, back, peak, mean] = new RegExp(`down ${key} ms: (\\d+) connections, peak (\\d+)/s, mean (\\d+)/s`).exec(said);
    const ratio = peak / mean;
    return [key, { text: `${back} of 500 back, ${peak} to ${mean} a second: ${ratio.toFixed(2)} times`, holds: back === "500" && ratio <= 2, ratio }];
  }));
}
