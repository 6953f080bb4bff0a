/** Checks 28 and 29: key strokes and who is typing. */
import { cidOf, expect, test } from "./kitty_test.js";
import { meet, typing } from "./scenes.js";

test("check 28: the composer's text reaches others, the last one of a quick row", async ({ visit }) => {
  const { ada, bo, channel } = await meet(visit);
  await ada.enter(channel);
  await bo.enter(channel);
  await ada.say(channel, "both are here");
  await expect.poll(() => bo.heard()).toEqual(["both are here"]);
  await ada.run((app, given) => {
    for (const keys of ["h", "he", "hel"]) setTimeout(() => void app.kitty.sendKeystrokes({ channel: given, keys }), keys.length * 40);
  }, channel);
  await expect.poll(() => bo.told("onReceivedKeystrokes")).toEqual([{ username: "ada", keys: "hel" }]);
  await ada.type(channel, "hello");
  await expect.poll(() => bo.told("onReceivedKeystrokes")).toEqual([{ username: "ada", keys: "hel" }, { username: "ada", keys: "hello" }]);
  expect(await ada.told("onReceivedKeystrokes"), "her own").toEqual([]);
});

test("check 29: typing starts once and stops once, by an empty text, by sending, and by silence", async ({ visit }) => {
  await typing(await meet(visit));
});

test("who goes on typing starts once", async ({ visit, backend }) => {
  const { ada, bo, channel } = await meet(visit);
  await bo.enter(channel);
  await bo.say(channel, "bo is here");
  await expect.poll(() => bo.heard()).toEqual(["bo is here"]);
  for (let second = 0; second < 3; second++) await backend.event(cidOf(channel), "ada", { type: "typing.start" });
  await backend.event(cidOf(channel), "ada", { type: "typing.stop" });
  await expect.poll(() => bo.names("onTypingStopped")).toEqual(["ada"]);
  expect(await bo.names("onTypingStarted")).toEqual(["ada"]);
  await ada.say(channel, "done");
  await expect.poll(() => bo.heard()).toEqual(["bo is here", "done"]);
  expect(await bo.names("onTypingStopped")).toEqual(["ada"]);
});
