/** Checks 39 and 40: being told of messages in other channels. */
import { cidOf, expect, test } from "./kitty_test.js";
import { meet, notified } from "./scenes.js";

test("check 39: a member is notified of messages outside of a chat session", async ({ visit }) => {
  await notified(await meet(visit));
});

test("check 39: a member is notified who has asked for nothing before", async ({ visit }) => {
  const { ada, bo, channel } = await meet(visit);
  await bo.reload("bo");
  await bo.run((app) => void app.kitty.onNotificationReceived(app.note("notified")));
  const before = bo.requests.length;
  await ada.say(channel, "hello");
  await expect.poll(() => bo.told("notified")).toMatchObject([{ data: { type: "USER:SENT:MESSAGE", channelId: channel.id } }]);
  expect(bo.requests.slice(before).map((request) => request.url()), "and nothing had to be asked").toEqual([]);
});

test("check 40: a message of the application is notified as such", async ({ visit, backend }) => {
  const { bo, channel } = await meet(visit);
  await backend.seed({ users: [{ id: "bot" }] });
  await bo.run((app) => void app.kitty.onNotificationReceived(app.note("notified")));
  await backend.send(cidOf(channel), "bot", { type: "system", text: "The square closes at ten" });
  await expect.poll(() => bo.told("notified")).toMatchObject([{
    body: "The square closes at ten",
    data: { type: "SYSTEM:SENT:MESSAGE", channelId: channel.id, message: { type: "SYSTEM_TEXT", body: "The square closes at ten" } },
  }]);
});
