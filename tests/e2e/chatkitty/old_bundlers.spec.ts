/** The form of the entry for bundlers that read neither `exports` nor today's syntax, in a page: check 27, and a call that others load later. */
import { expect, test } from "./kitty_test.js";
import { hearing, meet } from "./scenes.js";

test.use({ form: "chatkitty/es2019.js" });

test("check 27: hearing, from the form for old bundlers", async ({ visit }) => {
  const pair = await meet(visit);
  await hearing(pair);
  const count = await pair.ada.run(async (app) => (await app.ok(app.kitty.getUsersCount())).count);
  expect(count).toBe(1);
});
