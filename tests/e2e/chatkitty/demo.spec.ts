/** The demo page that is written only against the seed's documentation: two people meet in it. */
import type { Page } from "@playwright/test";
import { expect, test } from "./kitty_test.js";

test("in the demo page people create, join, type, send, are notified, and leave", async ({ browser, server }) => {
  const problems: string[] = [];
  const arrive = async (username: string, password: string): Promise<Page> => {
    const page = await (await browser.newContext()).newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (entry) => void (entry.type() === "error" && problems.push(entry.text())));
    await page.goto(`${server.url}/chatkitty.html`);
    await page.getByTestId("username").fill(username);
    await page.getByTestId("password").fill(password);
    await page.getByTestId("start").click();
    return page;
  };

  const ada = await arrive("Ada.L@example.com", "no");
  await expect(ada.getByTestId("problem")).toContainText("password is wrong");
  await ada.getByTestId("password").fill("lovelace");
  await ada.getByTestId("start").click();
  await expect(ada.getByTestId("me")).toHaveText("Ada.L@example.com");
  await ada.getByTestId("new-channel").fill("Town square");
  await ada.getByTestId("new-channel").press("Enter");
  await expect(ada.getByRole("heading", { name: "Town square" })).toBeVisible();

  const bo = await arrive("bo", "diddley");
  await bo.getByTestId("joinable").getByRole("button", { name: "Town square" }).click();
  await expect(ada.getByTestId("members")).toContainText("bo");
  await bo.getByTestId("body").fill("hel");
  await expect(ada.getByTestId("typing")).toHaveText("bo: hel");
  await bo.getByTestId("body").fill("hello");
  await bo.getByTestId("body").press("Enter");
  for (const page of [ada, bo]) await expect(page.getByTestId("message")).toHaveText(["bohello"]);
  await bo.getByTestId("file").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") });
  await expect(ada.getByRole("link", { name: "notes.txt" })).toBeVisible();

  await ada.getByTestId("new-channel").fill("Elsewhere");
  await ada.getByTestId("new-channel").press("Enter");
  await expect(ada.getByRole("heading", { name: "Elsewhere" })).toBeVisible();
  await bo.getByTestId("body").fill("still there?");
  await bo.getByTestId("body").press("Enter");
  await expect(ada.getByTestId("notification")).toHaveText("bo sent a message: still there?");
  await expect(ada.getByTestId("channels")).toContainText("● Town square");
  await ada.getByTestId("leave").click();
  await expect(ada.getByTestId("signin")).toBeVisible();
  await Promise.all([ada, bo].map((page) => page.context().close()));
  expect(problems, "errors and violations of the security policy").toEqual([]);
});
