/** Row: every socket is killed soon after its first frame; sockets wasted, first event by long poll, and the way back. */
import { pause, seconds, startTicking, until } from "../stage.mjs";

const delays = [0, 300, 2_000];
const WINDOW_MS = 30_000;
const BACK_MS = 60_000;

export const name = "killed-socket";
export const lines = delays.flatMap((delay) => {
  const fault = `every socket killed ${delay} ms after its first frame; with \`enableWSFallback\``;
  return [
    { key: `sockets-${delay}`, fault, target: `at most 3 sockets in ${WINDOW_MS / 1000} s` },
    { key: `event-${delay}`, fault: "the same", target: "first event by long poll within 8 s" },
    { key: `back-${delay}`, fault: "the fault ends", target: `events by socket again within ${BACK_MS / 1000} s` },
  ];
});

/** When the page got the first message that the server handed to a connection of a kind, at a moment or later. */
const firstBy = async ({ server, page, id }, kind, since = 0) => {
  const { connections } = await server.ledger(id);
  const sent = new Set(connections.filter(({ transport }) => transport === kind)
    .flatMap((one) => one.sent.filter(({ at_ms }) => at_ms >= since).map(({ message_id }) => message_id)));
  return page.evaluate(({ id, ids }) => {
    const wanted = new Set(ids);
    return globalThis.rig.visitor(id).received.find((event) => wanted.has(event.id))?.at;
  }, { id, ids: [...sent].filter(Boolean) });
};

async function measureDelay({ server, theatre, delay }) {
  const id = `killed-${delay}`;
  const { page, close } = await theatre.open();
  await server.users(["writer", id]);
  await server.channel(id, [id, "writer"]);
  const remove = await server.fault({ kind: "kill_socket", after_ms: delay, user_id: id });
  const ticking = startTicking(server, id, 250);
  const { now_ms: began } = await server.ledger(id);
  const from = await page.evaluate((who) => {
    const visitor = globalThis.rig.add({ ...who, options: { enableWSFallback: true } });
    // The list is asked for once, by an app that shows channels; what happens later is the SDK's.
    visitor.connect().then(() => visitor.watchAll({ members: { $in: [who.id] } })).catch(() => {});
    return Date.now();
  }, { url: server.url, key: server.key, id });
  await pause(from + WINDOW_MS - Date.now());
  const { requests } = await server.ledger(id, began);
  const sockets = requests.filter(({ endpoint, at_ms }) => endpoint === "/connect" && at_ms <= began + WINDOW_MS).length;
  const polled = await firstBy({ server, page, id }, "longpoll");
  await remove();
  const removed = Date.now();
  const { now_ms: ended } = await server.ledger(id);
  const back = await until(BACK_MS + 5_000, () => firstBy({ server, page, id }, "websocket", ended), 500);
  await ticking.stop();
  await close();
  const event = polled && polled - from;
  const took = back && back - removed;
  return {
    [`sockets-${delay}`]: { text: `${sockets}`, holds: sockets <= 3, sockets },
    [`event-${delay}`]: { text: event ? seconds(event) : `none in ${WINDOW_MS / 1000} s`, holds: !!event && event <= 8_000, event },
    [`back-${delay}`]: { text: took ? seconds(took) : `not within ${BACK_MS / 1000} s`, holds: !!took && took <= BACK_MS, took },
  };
}

export async function measure(stage) {
  return Object.assign({}, ...await Promise.all(delays.map((delay) => measureDelay({ ...stage, delay }))));
}
