/** Row: 60 sockets fall silent at random moments while TCP stays up; how many clients are back, and how fast. */
import { pause, seconds, startTicking, until } from "../stage.mjs";

const CLIENTS = 60;
const SPREAD_MS = 30_000;
const LIMIT_MS = 65_000;

export const name = "half-open";
export const lines = [
  { key: "back", fault: `${CLIENTS} clients, each link half-open at a random moment of 30 s`, target: `${CLIENTS} back within 65 s` },
  { key: "p99", fault: "the same", target: "99 of 100 back within 20 s" },
];

/** Milliseconds from the fault to the first message that arrives after it; undefined when none does. */
async function measureOne({ server, page, id }) {
  await pause(Math.random() * SPREAD_MS);
  const before = await page.evaluate((id) => globalThis.rig.visitor(id).received.length, id);
  const from = Date.now();
  await server.fault({ kind: "half_open", user_id: id });
  const ticking = startTicking(server, id, 1_000);
  const at = await until(LIMIT_MS, () =>
    page.evaluate(({ id, before }) => globalThis.rig.visitor(id).received[before]?.at, { id, before }), 1_000);
  await ticking.stop();
  return at && at - from;
}

export async function measure({ server, theatre }) {
  const { page, close } = await theatre.open();
  const ids = Array.from({ length: CLIENTS }, (_, number) => `half-${number}`);
  await server.users(["writer", ...ids]);
  for (const id of ids) await server.channel(id, [id, "writer"]);
  await page.evaluate(async ({ url, key, ids }) => {
    for (const id of ids) {
      const visitor = globalThis.rig.add({ url, key, id });
      await visitor.connect();
      await visitor.client.channel("messaging", id).watch();
    }
  }, { url: server.url, key: server.key, ids });
  const times = await Promise.all(ids.map((id) => measureOne({ server, page, id })));
  await close();
  const back = times.filter((time) => time !== undefined && time <= LIMIT_MS).sort((a, b) => a - b);
  // Of 60, 99 % is all of them: the one that is not back counts as never.
  const p99 = times.length === back.length ? back.at(-1) : undefined;
  return {
    back: { text: `${back.length} of ${CLIENTS}`, holds: back.length === CLIENTS, times: back },
    p99: { text: p99 ? seconds(p99) : `${CLIENTS - back.length} never`, holds: !!p99 && p99 <= 20_000, p99 },
  };
}
