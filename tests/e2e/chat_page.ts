/** The demo page as a person sees it: where things are and what one does with them. Expectations are in the specs. */
import { expect, type Locator, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SCREENSHOTS = fileURLToPath(new URL("../../test-results/screenshots/", import.meta.url));

export class ChatPage {
  /** Errors no page may have: uncaught ones, and anything the security policy refused. */
  readonly problems: string[] = [];
  readonly composer: Locator;
  readonly messages: Locator;
  readonly typing: Locator;
  readonly banner: Locator;
  readonly title: Locator;

  constructor(readonly page: Page) {
    this.composer = page.getByTestId("composer-text");
    this.messages = page.getByTestId("message");
    this.typing = page.getByTestId("typing");
    this.banner = page.getByTestId("banner");
    this.title = page.getByTestId("conversation-title");
    page.on("pageerror", (error) => this.problems.push(error.message));
    page.on("console", (message) => {
      if (/content security policy|trusted ?types?/i.test(message.text())) this.problems.push(message.text());
    });
  }

  async signIn(userId: string): Promise<void> {
    await this.page.locator(`[data-testid=demo-user][data-id=${userId}]`).click();
    await expect(this.page.getByTestId("channel-list")).toBeVisible();
  }

  /** Row of a conversation in the side bar. */
  row(name: string): Locator {
    return this.page.getByTestId("channel").filter({ has: this.page.locator(".channel-name", { hasText: name }) });
  }

  unread(name: string): Locator {
    return this.row(name).getByTestId("unread");
  }

  async open(name: string): Promise<void> {
    await this.row(name).click();
    await expect(this.title).toHaveText(name);
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** The message with exactly this text. */
  message(text: string): Locator {
    return this.messages.filter({ has: this.page.getByTestId("message-text").getByText(text, { exact: true }) });
  }

  async react(text: string, type: string): Promise<void> {
    await this.message(text).hover();
    await this.message(text).getByTestId("react").click();
    await this.message(text).locator(`[data-testid=reaction-picker] [data-type=${type}]`).click();
  }

  /** How far the newest message is below the visible part, in pixels. */
  distanceFromEnd(): Promise<number> {
    return this.page.getByTestId("messages").evaluate((e) => Math.round(e.scrollHeight - e.scrollTop - e.clientHeight));
  }

  /** Remembers the first message in sight. Returns how far down the window it is now, whenever asked, in pixels. */
  async watchPlace(): Promise<() => Promise<number>> {
    await this.page.getByTestId("messages").evaluate((list) => {
      const top = list.getBoundingClientRect().top;
      const rows = [...list.querySelectorAll("[data-testid=message]")];
      rows.find((row) => row.getBoundingClientRect().top > top)?.setAttribute("data-watched", "");
    });
    return () => this.page.locator("[data-watched]").evaluate((row) => Math.round(row.getBoundingClientRect().top));
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: `${SCREENSHOTS}${name}.png`, animations: "disabled" });
  }
}
