/** Row: 300 watched channels and one drop; how many are watched afterwards, and at the price of how many queries. */
import { inLanes, pause, until } from "../stage.mjs";

const CHANNELS = 300;
const QUERIES = 1 + CHANNELS / 30;

export const name = "many-channels";
/** Alone: it loads processor and server. */
export const alone = true;
export const lines = [
  { key: "watched", fault: `${CHANNELS} watched channels, the socket drops once`, target: `${CHANNELS} watched again` },
  { key: "queries", fault: "the same", target: `at most ${QUERIES} queries for channels` },
];

export async function measure({ server, theatre }) {
  const id = "collector";
  const { page, close } = await theatre.open();
  const channels = Array.from({ length: CHANNELS }, (_, number) => `many-${number}`);
  await server.users(["writer", id]);
  await inLanes(4, channels, (channel) => server.channel(channel, [id, "writer"]));
  const watched = await page.evaluate(async (who) => {
    const visitor = globalThis.rig.add(who);
    await visitor.connect();
    return visitor.watchAll({ members: { $in: [who.id] } });
  }, { url: server.url, key: server.key, id });
  if (watched !== CHANNELS) throw new Error(`${watched} channels were watched before the drop`);
  const { now_ms: dropped } = await server.ledger(id);
  await server.fault({ kind: "kill_socket", now: true, user_id: id, times: 1 });
  const recovered = await until(60_000, () => page.evaluate((id) => globalThis.rig.visitor(id).recoveries[0]?.at, id), 200);
  await pause(5_000);
  const { requests } = await server.ledger(id, dropped);
  const queries = requests.filter(({ method, endpoint }) => method === "POST" && endpoint === "/channels").length;
  const before = await page.evaluate((id) => globalThis.rig.visitor(id).received.length, id);
  await inLanes(4, channels, (channel) => server.send(channel));
  const heard = () => page.evaluate(({ id, before }) =>
    new Set(globalThis.rig.visitor(id).received.slice(before).filter(({ type }) => type === "message.new").map(({ cid }) => cid)).size, { id, before });
  await until(5_000, async () => (await heard()) === CHANNELS || undefined, 250);
  const count = await heard();
  await close();
  return {
    watched: { text: `${count} of ${CHANNELS}`, holds: count === CHANNELS, count, recovered: !!recovered },
    queries: { text: `${queries}`, holds: queries <= QUERIES, queries },
  };
}
