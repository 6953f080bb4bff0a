/** Checks 6 to 10: the current user, who observes and who changes it. */
import { expect, test } from "./kitty_test.js";

test("check 6: the current user is the session's, with all its fields", async ({ open }) => {
  const ada = await open();
  const started = await ada.signIn("ada");
  const { user } = await ada.run((app) => app.ok(app.kitty.getCurrentUser()));
  expect(user).toEqual(started);
  expect(user).toMatchObject({
    id: expect.any(Number), name: "ada", displayName: expect.any(String), displayPictureUrl: expect.stringMatching(/^(https?|data):/),
    isGuest: false, presence: { online: true, status: "AVAILABLE" }, properties: {},
  });
});

test("check 7: an observer is told null before a session, then the same object until it changes", async ({ open }) => {
  const ada = await open();
  const atOnce = await ada.run((app) => {
    app.kitty.onCurrentUserChanged(app.note("first"));
    return app.told["first"];
  });
  expect(atOnce).toEqual([null]);
  const user = await ada.signIn("ada");
  await expect.poll(() => ada.told("first")).toEqual([null, user]);
  const seen = await ada.run((app) => {
    app.kitty.onCurrentUserChanged(app.note("second"));
    app.kitty.onCurrentUserChanged(app.note("third"));
    const references = new Set([app.told["first"]?.[1], ...(app.told["second"] ?? []), ...(app.told["third"] ?? []), app.kitty.currentUser]);
    return { references: references.size, second: app.told["second"]?.length, third: app.told["third"]?.length };
  });
  expect(seen).toEqual({ references: 1, second: 1, third: 1 });
});

test("check 8: after unsubscribing an observer is told nothing more, and others still are", async ({ open }) => {
  const ada = await open();
  await ada.run((app) => {
    const unsubscribe = app.kitty.onCurrentUserChanged(app.note("gone"));
    app.kitty.onCurrentUserChanged(app.note("stays"));
    unsubscribe();
    unsubscribe();
  });
  const user = await ada.signIn("ada");
  await expect.poll(() => ada.told("stays")).toEqual([null, user]);
  expect(await ada.told("gone")).toEqual([null]);
});

test("check 9: a changed property is told, kept, and seen by others", async ({ visit }) => {
  const ada = await visit("ada");
  const set = (name: string, value: unknown) => ada.run(async (app, [key, given]) => {
    const { user } = await app.ok(app.kitty.updateCurrentUser((before) => {
      before.properties = { ...before.properties, [key]: given };
      return before;
    }));
    return user.properties;
  }, [name, value] as const);
  await set("old", { nested: [1, { deep: true }] });
  await ada.run((app) => void app.kitty.onCurrentUserChanged(app.note("user")));
  const both = { old: { nested: [1, { deep: true }] }, "new-property": "new value" };
  expect(await set("new-property", "new value")).toEqual(both);
  await expect.poll(async () => (await ada.told<{ properties: object }>("user")).at(-1)?.properties).toEqual(both);

  const channel = await ada.create({ type: "PUBLIC", name: "square" });
  const bo = await visit("bo");
  await bo.join(channel);
  const seen = await bo.run(async (app, given) => {
    const { paginator } = await app.ok(app.kitty.getChannelMembers({ channel: given }));
    return paginator.items.find(({ name }) => name === "ada")?.properties;
  }, channel);
  expect(seen).toEqual(both);
  expect((await ada.reload("ada")).properties).toEqual(both);
});

test("check 10: a changed display name changes only the name on the server", async ({ visit }) => {
  const ada = await visit("ada");
  const before = ada.requests.length;
  const user = await ada.run(async (app) =>
    (await app.ok(app.kitty.updateCurrentUser((given) => ({ ...given, displayName: "Ada Lovelace" })))).user);
  expect(user).toMatchObject({ name: "ada", displayName: "Ada Lovelace" });
  const calls = ada.requests.slice(before).map((request) => ({
    method: request.method(), path: new URL(request.url()).pathname, body: request.postDataJSON() as unknown,
  }));
  expect(calls).toEqual([{ method: "PATCH", path: "/users", body: { users: [{ id: "ada", set: { name: "Ada Lovelace" } }] } }]);
  expect(await ada.reload("ada")).toMatchObject({ name: "ada", displayName: "Ada Lovelace" });
});
