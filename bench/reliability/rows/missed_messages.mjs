/** Row: 5 000 messages over 300 channels while the link is down; which of them are neither there afterwards nor declared. */
import { inLanes, pause, until } from "../stage.mjs";

const CHANNELS = 300;
const MESSAGES = 5_000;
/** Three channels are busy, more than a recovery pages through; the rest is spread evenly. */
const BUSY = 3;
const IN_BUSY = 620;

export const name = "missed-messages";
/** Alone: it loads processor and server. */
export const alone = true;
export const lines = [
  { key: "lost", fault: `${MESSAGES} messages in ${CHANNELS} channels while the link is down`, target: "0 missing and not declared" },
  { key: "missing", fault: "the same", target: "– (missing, declared or not)" },
];

export async function measure({ server, theatre }) {
  const id = "absent";
  const { page, close } = await theatre.open();
  const channels = Array.from({ length: CHANNELS }, (_, number) => `missed-${number}`);
  await server.users(["writer", id]);
  await inLanes(4, channels, async (channel) => {
    await server.channel(channel, [id, "writer"]);
    await server.send(channel, "before");
  });
  await page.evaluate(async (who) => {
    const visitor = globalThis.rig.add({ ...who, options: { timeout: 30_000 } });
    await visitor.connect();
    return visitor.watchAll({ members: { $in: [who.id] } });
  }, { url: server.url, key: server.key, id });
  const remove = await server.fault({ kind: "refuse_upgrade", how: "403", user_id: id });
  await server.fault({ kind: "kill_socket", now: true, user_id: id, times: 1 });
  const sent = Object.fromEntries(channels.map((channel) => [channel, []]));
  const order = Array.from({ length: MESSAGES }, (_, number) =>
    channels[number < BUSY * IN_BUSY ? number % BUSY : BUSY + (number % (CHANNELS - BUSY))]);
  await inLanes(8, order, async (channel) => sent[channel].push(await server.send(channel)));
  await remove();
  const recovered = await until(120_000, () => page.evaluate((id) => globalThis.rig.visitor(id).recoveries[0]?.at, id), 250);
  // Whatever an SDK may still be asking for after it said that it has recovered.
  await pause(5_000);
  const outcome = await page.evaluate(({ id, sent }) => {
    const visitor = globalThis.rig.visitor(id);
    const declared = Object.assign({}, ...visitor.recoveries.map(({ channels }) => channels));
    const result = { missing: 0, lost: 0, gaps: 0 };
    for (const [name, ids] of Object.entries(sent)) {
      const channel = visitor.client.channel("messaging", name);
      const held = new Set(channel.state.messages.map((message) => message.id));
      const missing = ids.filter((one) => !held.has(one)).length;
      const isDeclared = declared[channel.cid] === "gap" || channel.state.gaps?.length > 0;
      if (isDeclared) result.gaps++;
      result.missing += missing;
      if (!isDeclared) result.lost += missing;
    }
    return result;
  }, { id, sent });
  const { requests } = await server.ledger(id);
  await close();
  const { missing, lost, gaps } = outcome;
  return {
    lost: { text: `${lost}`, holds: lost === 0 && !!recovered, recovered: !!recovered, requests: requests.length },
    missing: { text: `${missing}, ${missing - lost} of them declared, in ${gaps} channels`, missing, gaps },
  };
}
