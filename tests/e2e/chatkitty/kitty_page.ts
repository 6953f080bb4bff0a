/** A browser page with the app in it, as the specs drive it: run code beside the app, sign in, ask what callbacks were told. */
import type { Page, Request } from "@playwright/test";
import type { Channel, ChatKittyConfiguration, CurrentUser } from "chatkitty";
import { call } from "../faults/tab.js";
import type { App, Callback } from "./page/app.js";

export class KittyPage {
  /** Requests to others than the page's own site, oldest first. */
  readonly requests: Request[] = [];
  /** Uncaught errors and rejections. */
  readonly problems: string[] = [];

  private constructor(readonly page: Page) {}

  static async open(page: Page, site: string, configuration: ChatKittyConfiguration): Promise<KittyPage> {
    const opened = new KittyPage(page);
    page.on("request", (request) => !request.url().startsWith(site) && opened.requests.push(request));
    page.on("websocket", (socket) => opened.requests.push({ url: () => socket.url(), method: () => "GET" } as Request));
    page.on("pageerror", (error) => opened.problems.push(error.stack ?? error.message));
    await page.addInitScript(`globalThis.CHATKITTY_CONFIG = ${JSON.stringify(configuration)}`);
    await page.goto(site);
    await page.waitForFunction(() => globalThis.app);
    return opened;
  }

  /** Runs a function in the page and resolves with what it returns, which must be JSON. It sees its arguments only. */
  run<Argument, Result>(work: (app: App, argument: Argument) => Result | Promise<Result>, argument: Argument): Promise<Result>;
  run<Result>(work: (app: App) => Result | Promise<Result>): Promise<Result>;
  run(work: (...given: never[]) => unknown, argument?: unknown): Promise<unknown> {
    return this.page.evaluate<unknown>(call(work, argument, "app"));
  }

  /** Starts a session of a user. */
  signIn(username: string): Promise<CurrentUser> {
    return this.run(async (app, name) => {
      const { session } = await app.ok(app.kitty.startSession({ username: name, authParams: { password: "right" } }));
      return session.user;
    }, username);
  }

  /** Loads the page anew and signs in again. */
  async reload(username: string): Promise<CurrentUser> {
    await this.page.reload();
    await this.page.waitForFunction(() => globalThis.app);
    return this.signIn(username);
  }

  /** Creates a channel, which must succeed. */
  create(request: Parameters<App["kitty"]["createChannel"]>[0]): Promise<Channel> {
    return this.run(async (app, given) => (await app.ok(app.kitty.createChannel(given))).channel, request);
  }

  join(channel: Channel): Promise<Channel> {
    return this.run(async (app, given) => (await app.ok(app.kitty.joinChannel({ channel: given }))).channel, channel);
  }

  /** The names of the channels on the first page of a list. */
  listed(joinable = false): Promise<string[]> {
    return this.run(async (app, only) => {
      const { paginator } = await app.ok(only ? app.kitty.getChannels({ joinable: true }) : app.kitty.getChannels());
      return paginator.items.map(({ name }) => name);
    }, joinable);
  }

  /** Starts a chat session that notes what these callbacks, or all of them, are told. */
  enter(channel: Channel, callbacks?: readonly Callback[]): Promise<void> {
    return this.run((app, [given, names]) => app.enter(given, names ?? undefined), [channel, callbacks ?? null] as const);
  }

  /** Ends the chat session that was started last. */
  leave(): Promise<void> {
    return this.run((app) => app.session?.end());
  }

  /** Sends a text, which must succeed. */
  say(channel: Channel, body: string): Promise<void> {
    return this.run(async (app, [given, text]) => void (await app.ok(app.kitty.sendMessage({ channel: given, body: text }))), [channel, body] as const);
  }

  /** The composer's text has become this. */
  type(channel: Channel, keys: string): Promise<void> {
    return this.run((app, [given, text]) => void app.kitty.sendKeystrokes({ channel: given, keys: text }), [channel, keys] as const);
  }

  /** What a callback was told so far. */
  told<Told>(name: Callback | (string & {})): Promise<Told[]> {
    return this.run((app, wanted) => (app.told[wanted] ?? []) as Told[], name);
  }

  /** The texts of the messages that `onReceivedMessage` was told. */
  async heard(): Promise<(string | undefined)[]> {
    return (await this.told<{ body?: string }>("onReceivedMessage")).map(({ body }) => body);
  }

  /** The names of the users that a callback was told. */
  async names(callback: Callback): Promise<string[]> {
    return (await this.told<{ name: string }>(callback)).map(({ name }) => name);
  }
}
