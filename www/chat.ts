/** The page of a signed-in person: side bar and open conversation. Hands the package's events to the parts. */
import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import type { Event, StreamChat } from "stream-chat-wasm";
import { announce } from "./announcer.js";
import { personAvatar } from "./avatar.js";
import { Banner } from "./banner.js";
import { ChannelList } from "./channel_list.js";
import type { Person } from "./chat_types.js";
import { Conversation } from "./conversation.js";
import { icons } from "./icons.js";
import { NewChannel, startConversation } from "./new_channel.js";
import { Notice } from "./notice.js";
import { onlinePeople } from "./online_people.js";
import { addressedCid, channelAddress } from "./router.js";
import type { View } from "./screen.js";
import { nameOf } from "./text.js";
import { themeButton } from "./theme.js";

/** Below this width one pane shows at a time; the same number is in styles/layout.css. */
const PHONE = "(width < 720px)";

export class Chat implements View {
  readonly #banner: Banner;
  readonly #list: ChannelList;
  readonly #notice: Notice;
  #conversation: Conversation | undefined;
  #newChannel: NewChannel | undefined;
  readonly #ends = new AbortController();

  constructor(
    private readonly client: StreamChat,
    private readonly self: { id: string; name?: string },
    openCids: readonly string[],
    private readonly changed: () => void,
    private readonly signOut: () => void,
  ) {
    this.#banner = new Banner(() => client.connectionState, changed);
    this.#list = new ChannelList(client, openCids, changed);
    this.#notice = new Notice(changed);
    const { unsubscribe } = client.on((event) => this.#take(event));
    const { signal } = this.#ends;
    signal.addEventListener("abort", unsubscribe);
    addEventListener("hashchange", () => this.#follow(), { signal });
    addEventListener("focus", changed, { signal });
    document.addEventListener("visibilitychange", changed, { signal });
  }

  /** Once connected: the conversations, and the one in the address bar. */
  async start(): Promise<void> {
    this.#banner.online = true;
    await this.#list.load();
    this.#follow();
  }

  end(): void {
    this.#ends.abort();
    this.#banner.end();
    this.#conversation?.leave();
    document.title = "Chat";
  }

  #take(event: Event): void {
    if (event.type === "connection.changed") this.#banner.online = !!event.online;
    if (event.type === "connection.recovered") void this.#list.load();
    void this.#list.take(event);
    this.#conversation?.take(event);
    const message = event.type === "message.new" ? event.message : undefined;
    if (message?.user && message.user.id !== this.client.userID) {
      announce(`${nameOf(message.user)}: ${message.text ?? ""}`);
    }
    this.changed();
  }

  /** Opens what the address bar names. */
  #follow(): void {
    const cid = addressedCid();
    if (cid === this.#conversation?.cid) return;
    this.#conversation?.leave();
    this.#conversation = cid ? new Conversation(this.client, cid, this.#notice, this.changed) : undefined;
    const known = this.#list.channels.find((channel) => channel.cid === cid);
    // On a phone the keyboard would cover what one came to read.
    void this.#conversation?.open(known, !matchMedia(PHONE).matches);
    this.changed();
  }

  #openNew(): void {
    this.#newChannel = new NewChannel(
      this.client,
      this.changed,
      (channel) => {
        this.#closeNew();
        this.#list.add(channel);
        location.hash = channelAddress(channel.cid);
      },
      () => this.#closeNew(),
    );
    this.changed();
  }

  #closeNew(): void {
    this.#newChannel = undefined;
    this.changed();
  }

  #writeTo(person: Person): void {
    const opened = startConversation(this.client, [person.id], "").then((channel) => {
      this.#list.add(channel);
      location.hash = channelAddress(channel.cid);
    });
    void this.#notice.watch(`No conversation with ${nameOf(person)}`, opened);
  }

  beforeDraw(): void {
    this.#conversation?.beforeDraw();
  }

  afterDraw(): void {
    this.#conversation?.afterDraw();
    const { unread } = this.#list;
    document.title = unread ? `(${unread}) Chat` : "Chat";
  }

  render(): TemplateResult {
    const conversation = this.#conversation;
    return html`<div class="chat ${conversation ? "has-conversation" : ""}" data-testid="chat">
      ${this.#banner.render()}
      <nav class="sidebar" aria-label="Conversations">
        ${this.#sidebarHead()} ${onlinePeople(this.#list.channels, this.client.userID, (person) => this.#writeTo(person))}
        <div class="sidebar-title">
          <h2>Conversations</h2>
          <button
            class="icon-button is-strong"
            type="button"
            data-testid="new-conversation"
            aria-label="New conversation"
            title="New conversation"
            @click=${() => this.#openNew()}
          >
            ${icons.add}
          </button>
        </div>
        <div class="sidebar-scroll">${this.#list.render(conversation?.cid)}</div>
      </nav>
      <main class="stage">
        ${conversation
          ? keyed(conversation.cid, conversation.render())
          : html`<div class="conversation-empty">
              <img src="icon.svg" alt="" width="64" height="64" />
              <h1>Hello, ${nameOf(this.client.user ?? this.self)}</h1>
              <p class="muted">Choose a conversation, or start one.</p>
            </div>`}
      </main>
      ${this.#newChannel?.render() ?? nothing} ${this.#notice.render()}
    </div>`;
  }

  #sidebarHead(): TemplateResult {
    const self = this.client.user ?? this.self;
    return html`<header class="sidebar-head">
      ${personAvatar(self, { size: "small" })}
      <span class="own-name" data-testid="own-name">${nameOf(self)}</span>
      ${themeButton(this.changed)}
      <button class="icon-button" type="button" data-testid="sign-out" aria-label="Sign out" title="Sign out" @click=${this.signOut}>
        ${icons.signOut}
      </button>
    </header>`;
  }
}
