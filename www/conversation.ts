/** One open conversation: opens it, sends, marks it read, and joins header, messages, typing line and composer. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Channel, Event, StreamChat } from "stream-chat-wasm";
import { announce } from "./announcer.js";
import { channelHeader } from "./channel_header.js";
import type { Message } from "./chat_types.js";
import { Composer } from "./composer.js";
import { icons } from "./icons.js";
import { MESSAGE_PAGE, MessageList } from "./message_list.js";
import type { Notice } from "./notice.js";
import { PeoplePanel } from "./people_panel.js";
import { LIST_ADDRESS } from "./router.js";
import { reasonOf, titleOf } from "./text.js";
import { typingLine } from "./typing_line.js";

/** Everything that exists only once the channel is there. */
interface Open {
  channel: Channel;
  list: MessageList;
  composer: Composer;
  people: PeoplePanel | undefined;
}

const isWatched = () => document.visibilityState === "visible" && document.hasFocus();

export class Conversation {
  #open: Open | undefined;
  #problem = "";
  #focusComposer = false;
  /** The newest message that was reported as read, so that each is reported once. */
  #markedId: string | undefined;

  constructor(
    private readonly client: StreamChat,
    readonly cid: string,
    private readonly notice: Notice,
    private readonly changed: () => void,
  ) {}

  /** Asks for the channel unless the list has it already. A channel that does not exist is not created by looking at it. */
  async open(known: Channel | undefined, focus: boolean): Promise<void> {
    this.#focusComposer = focus;
    try {
      const options = { watch: true, state: true, presence: true, message_limit: MESSAGE_PAGE };
      const channel = known ?? (await this.client.queryChannels({ cid: this.cid }, [], options))[0];
      if (channel) this.#show(channel);
      else this.#problem = "There is no such conversation, or you are not in it.";
    } catch (error) {
      this.#problem = reasonOf(error);
    }
    this.changed();
  }

  #show(channel: Channel): void {
    const ownId = this.client.userID;
    const list = new MessageList(
      channel,
      ownId,
      {
        toggle: (message, type, on) => this.#react(channel, message, type, on),
        retry: (message) => this.#send(channel, { id: message.id, text: message.text ?? "" }),
        discard: (message) => {
          channel.state.removeMessage({ id: message.id });
          this.changed();
        },
      },
      this.changed,
      () => this.markRead(),
    );
    const title = titleOf(channel, ownId);
    const composer = new Composer(channel, title, (text) => this.#send(channel, { text }), this.changed);
    this.#open = { channel, list, composer, people: undefined };
    if (channel.countUnread() > 0) list.unreadSince = channel.lastRead() ?? undefined;
  }

  /** The package has taken the event into the channel's state already. */
  take(event: Event): void {
    const open = this.#open;
    if (!open || event.cid !== this.cid) return;
    // Typing is drawn below the messages, not in them.
    if (!event.type.startsWith("typing.")) open.list.refresh();
    if (event.type !== "message.new" || event.message?.user?.id === this.client.userID) return;
    const seen = isWatched() && open.list.scroll.atEnd;
    // What comes while the reader looks elsewhere is marked off, unless an earlier line still stands for unread ones.
    if (!seen && open.channel.countUnread() <= 1) open.list.unreadSince = open.channel.lastRead() ?? undefined;
  }

  /** Reports what is in sight as read. */
  markRead(): void {
    const open = this.#open;
    if (!open || !isWatched() || !open.list.scroll.atEnd || open.channel.countUnread() === 0) return;
    const newest = open.channel.lastMessage()?.id;
    if (!newest || newest === this.#markedId) return;
    this.#markedId = newest;
    open.channel.markRead().then(this.changed, () => {
      // Not reported: the next change tries again.
      this.#markedId = undefined;
    });
  }

  /** Sends a new message, or by its id one that failed. How it goes is drawn at the message itself. */
  #send(channel: Channel, message: { id?: string; text: string }): void {
    const open = this.#open;
    if (open) open.list.unreadSince = undefined;
    const drawn = () => {
      open?.list.refresh();
      this.changed();
    };
    channel.sendMessage(message).then(drawn, (error: unknown) => {
      announce(`Message not sent: ${reasonOf(error)}`);
      drawn();
    });
    drawn();
    open?.list.toEnd();
  }

  #react(channel: Channel, message: Message, type: string, on: boolean): void {
    const call = on ? channel.sendReaction(message.id, { type }) : channel.deleteReaction(message.id, type);
    void this.notice.watch("The reaction was not changed", call);
  }

  #togglePeople(): void {
    const open = this.#open;
    if (!open) return;
    const close = () => {
      open.people = undefined;
      this.changed();
      document.querySelector<HTMLElement>("[data-testid='people']")?.focus();
    };
    if (open.people) close();
    else open.people = new PeoplePanel(open.channel, this.client.userID, this.changed, close);
    this.changed();
  }

  leave(): void {
    this.#open?.composer.leave();
  }

  beforeDraw(): void {
    this.#open?.list.beforeDraw();
  }

  afterDraw(): void {
    this.#open?.list.afterDraw();
    if (this.#open && this.#focusComposer) {
      this.#focusComposer = false;
      this.#open.composer.focus();
    }
    this.markRead();
  }

  render(): TemplateResult {
    const open = this.#open;
    if (!open) {
      return html`<div class="conversation-empty">
        <a class="icon-button back" href=${LIST_ADDRESS} aria-label="Back to the conversations">${icons.back}</a>
        ${this.#problem
          ? html`<p role="alert" data-testid="conversation-problem">${this.#problem}</p>`
          : html`<p class="muted" role="status">Opening…</p>`}
      </div>`;
    }
    const { channel, list, composer, people } = open;
    const ownId = this.client.userID;
    return html`<section class="conversation" aria-label="Conversation" data-testid="conversation" data-cid=${this.cid}>
        ${channelHeader(channel, ownId, { open: !!people, toggle: () => this.#togglePeople() })} ${list.render()}
        ${typingLine(channel, ownId)} ${composer.render()}
      </section>
      ${people ? people.render() : nothing}`;
  }
}
