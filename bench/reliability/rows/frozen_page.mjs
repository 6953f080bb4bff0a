/** Row: the browser freezes a hidden page for a minute and its socket dies meanwhile; how long after waking it is connected. */
import { pause, seconds, startTicking, until } from "../stage.mjs";

const FROZEN_MS = 60_000;

export const name = "frozen-page";
export const lines = [{ key: "back", fault: "page hidden and frozen for 60 s, the socket killed meanwhile", target: "first event within 2 s of waking" }];

export async function measure({ server, theatre }) {
  const id = "sleeper";
  const { page, other, devtools, close } = await theatre.openTab();
  await page.bringToFront();
  await server.users(["writer", id]);
  await server.channel(id, [id, "writer"]);
  await page.evaluate(async (who) => {
    const visitor = globalThis.rig.add(who);
    await visitor.connect();
    await visitor.client.channel("messaging", who.id).watch();
    globalThis.beats = [];
    setInterval(() => globalThis.beats.push(Date.now()), 100);
  }, { url: server.url, key: server.key, id });
  await pause(3_000);
  await other.bringToFront();
  await pause(500);
  await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  await pause(FROZEN_MS / 2);
  await server.fault({ kind: "kill_socket", now: true, user_id: id, times: 1 });
  await pause(FROZEN_MS / 2);
  const ticking = startTicking(server, id, 100);
  await pause(300);
  const woken = Date.now();
  await page.bringToFront();
  const at = await until(60_000, () => page.evaluate(({ id, woken }) =>
    globalThis.rig.visitor(id).received.find((event) => event.at >= woken)?.at, { id, woken }), 200);
  const pause_ms = await page.evaluate(() => Math.max(...globalThis.beats.map((at, i) => at - (globalThis.beats[i - 1] ?? at))));
  await ticking.stop();
  await close();
  if (pause_ms < FROZEN_MS) throw new Error(`the page was frozen for ${pause_ms} ms only`);
  const took = at && at - woken;
  return { back: { text: took ? seconds(took) : "not within 60 s", holds: !!took && took <= 2_000, took } };
}
