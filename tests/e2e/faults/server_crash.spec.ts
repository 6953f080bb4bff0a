/** The server dies while messages are being sent and comes back at the same address: all are there, once. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, expectConnected, expectTexts, ROOM, test as base } from "./faults_test.js";

const test = base.extend({
  database: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "stream-chat-faults-"));
    await use(join(folder, "chat.db"));
    rmSync(folder, { recursive: true });
  },
});

const all = Array.from({ length: 30 }, (_, number) => `message ${number}`);

test("after a crash in the middle of sending, history is complete and nothing is doubled", async ({ open, server, ben }) => {
  const tab = await open({ optimisticUpdates: true });
  await ben.send(ROOM, "before");
  await tab.run((rig, room) => rig.enter(room), ROOM);
  const sending = tab.run(async (rig, { room, texts }) => {
    const channel = rig.client.channel("messaging", room);
    let failed = 0;
    for (const text of texts) await channel.sendMessage({ text }).catch(() => failed++);
    return failed;
  }, { room: ROOM, texts: all });
  await expect.poll(() => tab.run((rig) => rig.heard().length)).toBeGreaterThan(3);
  await server.stop("SIGKILL");
  await server.startAgain();
  await ben.send(ROOM, "while away");
  await sending;
  await expectConnected(tab, 20_000);

  // What failed is still there, and is sent again with the ids it has.
  await tab.run(async (rig, room) => {
    const channel = rig.client.channel("messaging", room);
    for (const message of channel.state.messages.filter(({ status }) => status === "failed")) {
      await channel.sendMessage({ id: message.id, text: message.text ?? "" });
    }
  }, ROOM);
  const expected = ["before", ...all, "while away"].sort();
  await expect.poll(() => tab.run((rig, room) => rig.texts(room).sort(), ROOM)).toEqual(expected);
  const stored = await tab.run(async (rig, room) => {
    const { messages } = await rig.client.channel("messaging", room).query({ messages: { limit: 100 } });
    return messages.map(({ text }) => text ?? "").sort();
  }, ROOM);
  expect(stored).toEqual(expected);
});

test("who only reads finds everything after a crash, in the server's order", async ({ open, server, ben }) => {
  const tab = await open();
  await tab.run((rig, room) => rig.enter(room), ROOM);
  await ben.send(ROOM, "one");
  await expectTexts(tab, ["one"]);
  await server.stop("SIGKILL");
  await server.startAgain();
  for (const text of ["two", "three", "four"]) await ben.send(ROOM, text);
  await expectTexts(tab, ["one", "two", "three", "four"], 20_000);
  await ben.send(ROOM, "five");
  await expectTexts(tab, ["one", "two", "three", "four", "five"]);
});
