/** Row: the app starts without a network, which comes a minute later; how long until it is connected, by itself. */
import { pause, seconds, startTicking, until } from "../stage.mjs";

const OFFLINE_MS = 60_000;
const LIMIT_MS = 60_000;
const ways = [["function", "token function"], ["fixed", "fixed token"]];

export const name = "offline-start";
export const lines = ways.map(([key, words]) => ({
  key, fault: `\`connectUser\` while offline, network after 60 s; ${words}`, target: "connected within 2 s of `online`",
}));

async function measureWay({ server, theatre, way }) {
  const id = `offline-${way}`;
  const { page, context, close } = await theatre.open();
  await server.users(["writer", id]);
  await server.channel(id, [id, "writer"]);
  const fixed = way === "fixed" ? await server.token(id) : undefined;
  await context.setOffline(true);
  // A browser that is told to be offline may still open sockets; a machine without a network does not.
  const remove = await server.fault({ kind: "refuse_upgrade", how: "black_hole", user_id: id });
  await page.evaluate(({ fixed, ...who }) => void globalThis.rig.add(who).connect({ fixed }), { url: server.url, key: server.key, id, fixed });
  await pause(OFFLINE_MS);
  const ticking = startTicking(server, id, 100);
  await remove();
  const online = Date.now();
  await context.setOffline(false);
  const at = await until(LIMIT_MS, () => page.evaluate((id) => globalThis.rig.visitor(id).received[0]?.at, id), 200);
  await ticking.stop();
  const failure = await page.evaluate((id) => globalThis.rig.visitor(id).failure, id);
  await close();
  const took = at && at - online;
  return { text: took ? seconds(took) : `not within ${LIMIT_MS / 1000} s`, holds: !!took && took <= 2_000, took, failure };
}

export async function measure(stage) {
  return Object.fromEntries(await Promise.all(ways.map(async ([way]) => [way, await measureWay({ ...stage, way })])));
}
