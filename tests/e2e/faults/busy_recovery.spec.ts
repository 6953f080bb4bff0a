/** The server is too busy while a client recovers: it waits as long as it was asked to, and then completes. */
import { AMIRA, CID, expect, expectTexts, ROOM, test } from "./faults_test.js";

const WAIT_S = 2;

test("429 with Retry-After during recovery is honoured, and nothing is missing afterwards", async ({ open, server, ben }) => {
  const tab = await open();
  await tab.run((rig, room) => rig.enter(room), ROOM);
  const remove = await server.breaks({ kind: "answer", status: 429, code: 9, retry_after: WAIT_S, method: "POST", path: "/channels", times: 2, user_id: AMIRA });
  const { now_ms: from } = await server.ledger(AMIRA);
  await server.breaks({ kind: "kill_socket", now: true, times: 1, user_id: AMIRA });
  await ben.send(ROOM, "missed");
  await expectTexts(tab, ["missed"], 20_000);
  expect(await remove()).toBe(2);

  const queries = (await server.ledger(AMIRA, from)).requests.filter(({ method, endpoint }) => method === "POST" && endpoint === "/channels");
  expect(queries.map(({ status }) => status)).toEqual([429, 429, 201]);
  const pauses = queries.slice(1).map(({ at_ms }, index) => at_ms - (queries[index]?.at_ms ?? 0));
  expect(Math.min(...pauses), "milliseconds between the tries").toBeGreaterThanOrEqual(WAIT_S * 1_000);
  const declared = await tab.run((rig) => rig.events.filter(({ type }) => type === "connection.recovered").map(({ channels }) => channels));
  expect(declared).toEqual([{ [CID]: "complete" }]);
  await ben.send(ROOM, "after");
  await expectTexts(tab, ["missed", "after"]);
});
