/** A network without WebSockets: everything works by long polling. */
import { AMIRA, expect, expectTexts, ROOM, test } from "./faults_test.js";

test("by long poll one connects, sends, hears, types, reads and leaves", async ({ open, server, ben }) => {
  await server.breaks({ kind: "refuse_upgrade", how: "403", user_id: AMIRA });
  const tab = await open({ enableWSFallback: true });
  await tab.run((rig, room) => rig.enter(room), ROOM);
  expect(await tab.run((rig) => rig.client.connectionState.transport)).toBe("longpoll");

  await tab.run((rig, room) => rig.client.channel("messaging", room).sendMessage({ text: "hello" }).then(() => undefined), ROOM);
  await ben.send(ROOM, "hello back");
  await expectTexts(tab, ["hello", "hello back"]);

  await ben.event(ROOM, { type: "typing.start" });
  const typing = () => tab.run((rig, room) => Object.keys(rig.client.channel("messaging", room).state.typing), ROOM);
  await expect.poll(typing).toEqual(["ben"]);
  await ben.event(ROOM, { type: "typing.stop" });
  await expect.poll(typing).toEqual([]);

  await tab.run((rig, room) => rig.client.channel("messaging", room).keystroke(), ROOM);
  const unread = () => tab.run((rig, room) => rig.client.channel("messaging", room).countUnread(), ROOM);
  expect(await unread()).toBe(1);
  await tab.run((rig, room) => rig.client.channel("messaging", room).markRead().then(() => undefined), ROOM);
  await expect.poll(unread).toBe(0);

  await tab.run((rig) => rig.client.disconnectUser());
  const connections = async () => (await server.ledger(AMIRA)).connections.map(({ transport, open }) => ({ transport, open }));
  await expect.poll(connections, { message: "what the server has of it" }).toEqual([{ transport: "longpoll", open: false }]);
  const { requests } = await server.ledger(AMIRA);
  expect(requests.filter(({ path, status }) => path.endsWith("/event") && status === 201).length, "the key press was told").toBe(1);
});
