/** Row: 20 parallel calls meet an expired token; how often the token function is asked, and when all 20 are done. */
import { seconds } from "../stage.mjs";

const CALLS = 20;

export const name = "expired-token";
/** Alone: times of a second must not meet other rows' work. */
export const alone = true;
export const lines = [
  { key: "asked", fault: `${CALLS} parallel calls meet an expired token`, target: "the token function is called once" },
  { key: "done", fault: "the same", target: "all succeed within 1 s" },
];

export async function measure({ server, theatre }) {
  const id = "expired";
  const { page, close } = await theatre.open();
  const channels = Array.from({ length: CALLS }, (_, number) => `expired-${number}`);
  await server.users(["writer", id]);
  for (const channel of channels) await server.channel(channel, [id, "writer"]);
  await page.evaluate(async ({ who, channels }) => {
    const visitor = globalThis.rig.add({ ...who, options: { timeout: 60_000 } });
    await visitor.connect();
    for (const channel of channels) await visitor.client.channel("messaging", channel).watch();
  }, { who: { url: server.url, key: server.key, id }, channels });
  await server.fault({ kind: "expire_tokens", user_id: id });
  const { asked, took, well } = await page.evaluate(async ({ id, channels }) => {
    const visitor = globalThis.rig.visitor(id);
    const before = visitor.tokens;
    const from = Date.now();
    const calls = channels.map((channel) => visitor.client.channel("messaging", channel).query({ messages: { limit: 1 } }));
    const results = await Promise.race([Promise.allSettled(calls), new Promise((done) => setTimeout(() => done([]), 60_000))]);
    return { asked: visitor.tokens - before, took: Date.now() - from, well: results.filter(({ status }) => status === "fulfilled").length };
  }, { id, channels });
  await close();
  return {
    asked: { text: `${asked}`, holds: asked === 1, asked },
    done: { text: `${well} of ${CALLS} in ${seconds(took)}`, holds: well === CALLS && took <= 1_000, took, well },
  };
}
