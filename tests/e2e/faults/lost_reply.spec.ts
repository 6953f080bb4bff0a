/** The server takes a message and its answer is lost: whoever sends it again must not double it. */
import { AMIRA, expect, expectTexts, ROOM, test } from "./faults_test.js";

test("a message whose answer was lost is there once after it was sent again", async ({ open, server, ben }) => {
  await ben.send(ROOM, "before");
  const tab = await open({ optimisticUpdates: true });
  await tab.run((rig, room) => rig.enter(room), ROOM);
  const remove = await server.breaks({ kind: "drop_reply", method: "POST", path: `/channels/messaging/${ROOM}/message`, times: 1, user_id: AMIRA });
  const send = (id: string | undefined) => tab.run(async (rig, { room, id }) => {
    const channel = rig.client.channel("messaging", room);
    const sent = channel.sendMessage({ text: "only once", ...(id && { id }) });
    const shown = channel.state.messages.at(-1)?.id ?? "";
    return sent.then(({ message }) => ({ id: message.id, code: null }), ({ code }: { code: string }) => ({ id: shown, code }));
  }, { room: ROOM, id });

  const lost = await send(undefined);
  expect(lost.code, "the outcome is unknown").toBe("request/network");
  expect(await remove()).toBe(1);
  const again = await send(lost.id);
  expect(again, "the second try succeeds under the same id").toEqual({ id: lost.id, code: null });

  await expectTexts(tab, ["before", "only once"]);
  expect(await tab.run((rig, room) => rig.client.channel("messaging", room).state.messages.map(({ status }) => status), ROOM)).toEqual(["received", "received"]);
  expect((await server.ledger(AMIRA)).requests.filter(({ method, endpoint }) => method === "POST" && endpoint?.endsWith("/message")).length, "requests").toBe(2);
  const stored = await tab.run(async (rig, room) => (await rig.client.channel("messaging", room).query({ messages: { limit: 10 } })).messages.map(({ text }) => text ?? ""), ROOM);
  expect(stored).toEqual(["before", "only once"]);
});
