/** Row: a client that polls and has nothing to say; requests a minute. */
import { pause } from "../stage.mjs";

const LIMIT = 4;

export const name = "idle-poll";
export const lines = [{ key: "requests", fault: "nothing: an idle long poll", target: `at most ${LIMIT} requests to /longpoll a minute` }];

export async function measure({ server, theatre }) {
  const id = "idle-poll";
  const { page, close } = await theatre.open();
  await server.fault({ kind: "refuse_upgrade", how: "403", user_id: id });
  const took = await page.evaluate((who) =>
    globalThis.rig.add({ ...who, options: { enableWSFallback: true } }).connect(), { url: server.url, key: server.key, id });
  // The counted minute begins when the connection is made, so making it does not count.
  await pause(2_000);
  const { now_ms: from } = await server.ledger(id);
  await pause(60_000);
  const { requests } = await server.ledger(id, from);
  const of = (endpoint) => requests.filter((one) => one.endpoint === endpoint).length;
  await close();
  if (took === null) return { requests: { text: "did not connect", holds: false } };
  return { requests: { text: `${of("/longpoll")}`, holds: of("/longpoll") <= LIMIT, polls: of("/longpoll"), sockets: of("/connect") } };
}
