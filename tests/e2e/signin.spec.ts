/** The three ways in, and out again. */
import { expect, test } from "./test.js";

test("the sign-in page offers the demo users", async ({ visit }) => {
  const visitor = await visit();
  await expect(visitor.page.getByTestId("demo-user").first()).toBeVisible();
  await visitor.screenshot("sign-in");
  await visitor.page.getByTestId("demo-user").first().click();
  await expect(visitor.page.getByTestId("channel").first()).toBeVisible();
  await visitor.screenshot("demo-data");
});

test("a guest enters with any name, talks to somebody, and is the same guest after a reload", async ({ visit }) => {
  const amira = await visit("amira");
  const guest = await visit();
  await guest.page.getByTestId("guest-name").fill("Zoë from next door");
  await guest.page.getByTestId("guest-submit").click();
  await expect(guest.page.getByTestId("own-name")).toHaveText("Zoë from next door");

  await guest.page.getByTestId("new-conversation").click();
  await guest.page.getByTestId("people-search").fill("amira");
  await guest.page.locator("[data-testid=person][data-id=amira]").check();
  await guest.page.getByTestId("dialog-submit").click();
  await guest.send("Hello, I am new here");
  await expect(amira.row("Zoë from next door")).toContainText("Hello, I am new here");
  await amira.open("Zoë from next door");
  await amira.send("Welcome!");
  await expect(guest.message("Welcome!")).toBeVisible();
  await guest.screenshot("guest");

  await guest.page.reload();
  await expect(guest.page.getByTestId("own-name")).toHaveText("Zoë from next door");
  await expect(guest.message("Welcome!")).toBeVisible();
});

test("a guest finds the conversation that is open to everybody", async ({ visit }) => {
  const ben = await visit("ben");
  await ben.open("Town square");
  const guest = await visit();
  await guest.page.getByTestId("guest-name").fill("Passer-by");
  await guest.page.getByTestId("guest-submit").click();
  await guest.open("Town square");
  await guest.send("Nice square you have here");
  await expect(ben.message("Nice square you have here")).toBeVisible();
  await ben.react("Nice square you have here", "like");
  await expect(guest.message("Nice square you have here").getByTestId("reaction")).toContainText("1");
});

test("an own key, address and token sign in", async ({ visit, server, api }) => {
  const visitor = await visit();
  await visitor.page.getByTestId("own-service").click();
  await visitor.page.getByTestId("own-url").fill(`${server.url}/`);
  await visitor.page.getByTestId("own-key").fill(server.apiKey);
  await visitor.page.getByTestId("own-user").fill("ben");
  await visitor.page.getByTestId("own-token").fill((await api("ben")).ownToken);
  await visitor.page.getByTestId("own-submit").click();
  await expect(visitor.page.getByTestId("channel").first()).toBeVisible();
});

test("a token for somebody else is refused with a reason, and one can try again", async ({ visit, server, api }) => {
  const visitor = await visit();
  await visitor.page.getByTestId("own-service").click();
  await visitor.page.getByTestId("own-url").fill(server.url);
  await visitor.page.getByTestId("own-key").fill(server.apiKey);
  await visitor.page.getByTestId("own-user").fill("ben");
  await visitor.page.getByTestId("own-token").fill((await api("amira")).ownToken);
  await visitor.page.getByTestId("own-submit").click();
  await expect(visitor.page.getByTestId("signin-problem")).toBeVisible();
  await visitor.screenshot("sign-in-refused");
  await visitor.signIn("ben");
  await expect(visitor.page.getByTestId("channel").first()).toBeVisible();
});

test("one can sign out and come back as somebody else", async ({ visit, room }) => {
  const visitor = await visit("amira");
  await visitor.open(room.name);
  await visitor.page.getByTestId("sign-out").click();
  await expect(visitor.page.getByTestId("signin")).toBeVisible();
  await visitor.signIn("ben");
  await visitor.open(room.name);
  await visitor.send("now as Ben");
  await expect(visitor.message("now as Ben")).toBeVisible();
  await visitor.page.reload();
  await expect(visitor.page.getByTestId("own-name")).toContainText("Ben");
});
