/**
 * A hundred random conversations of three people, whose clients live in one page, while their links break: in the end every
 * client shows what a fresh query of the server says. `CROWD_SEED` runs another seed; the one of a failure is in its message.
 */
import { expect, test } from "./faults_test.js";
import type { BreakableServer, Fault } from "./breakable_server.js";

const PEOPLE = ["amira", "ben", "carla"];
/** Conversations at the same time, and how often: the faults of one time are shared, the operations are not. */
const AT_ONCE = 20;
const TIMES = 5;
/** Operations in each conversation. */
const OPERATIONS = 16;
/** Milliseconds in which everybody is back and shows everything, on a busy machine. */
const CALM_MS = 20_000;
const SEED = Number(process.env["CROWD_SEED"] ?? 1);

/** What goes wrong in one of the times. Frames lost on a link that lives are left out: no client can know of them. */
const WEATHER: Fault[][] = [
  [{ kind: "kill_socket", now: true, times: 1, user_id: "amira" }, { kind: "drop_reply", method: "POST", path: "/channels", times: 3 }],
  [{ kind: "half_open", for_ms: 1_500, user_id: "ben" }, { kind: "delay_frames", ms: 400, user_id: "carla" }],
  [{ kind: "kill_socket", now: true, times: 3 }, { kind: "answer", status: 429, code: 9, retry_after: 1, path: "/channels", times: 2 }],
  [{ kind: "kill_socket", now: true, times: 1, user_id: "carla" }, { kind: "kill_socket", after_ms: 300, times: 2 }, { kind: "delay_reply", ms: 500, times: 10 }],
  [{ kind: "refuse_upgrade", how: "403", times: 2, user_id: "amira" }, { kind: "kill_socket", now: true, times: 3 }, { kind: "drop_reply", method: "PUT", path: "/messages", times: 4 }],
];

async function breakAll(server: BreakableServer, faults: Fault[]): Promise<() => Promise<void>> {
  const removals: (() => Promise<number>)[] = [];
  for (const fault of faults) removals.push(await server.breaks(fault));
  return async () => void (await Promise.all(removals.map((remove) => remove())));
}

for (let time = 0; time < TIMES; time++) {
  test(`${AT_ONCE} conversations end in the server's state, weather ${time + 1} of ${TIMES}`, async ({ open, server }) => {
    const seed = SEED * TIMES + time;
    const tab = await open();
    const channels = Array.from({ length: AT_ONCE }, (_, number) => `talk-${number}`);
    await tab.run((_, at) => globalThis.gather(at), { url: server.url, key: server.local.apiKey, users: PEOPLE, channels, seed });
    await tab.run((_, rounds) => globalThis.crowd.act(rounds), OPERATIONS / 4);
    const clear = await breakAll(server, WEATHER[time % WEATHER.length]!);
    await tab.run((_, rounds) => globalThis.crowd.act(rounds), OPERATIONS / 2);
    await clear();
    await tab.run((_, rounds) => globalThis.crowd.act(rounds), OPERATIONS / 4);
    await expect.poll(() => tab.run(() => globalThis.crowd.differences()), { timeout: CALM_MS, message: `CROWD_SEED=${SEED} (seed ${seed})` }).toEqual([]);
    await tab.run(() => globalThis.crowd.leave());
  });
}
