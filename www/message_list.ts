/** The messages of one conversation, and loading older ones. Place of the reader: message_scroll.ts; one message: message_item.ts. */
import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { ref } from "lit-html/directives/ref.js";
import { repeat } from "lit-html/directives/repeat.js";
import type { Channel } from "stream-chat-wasm";
import type { Message } from "./chat_types.js";
import { icons } from "./icons.js";
import { messageItem, type MessageActions } from "./message_item.js";
import { rowsOf, type Row } from "./message_rows.js";
import { MessageScroll } from "./message_scroll.js";
import { MessageWindow } from "./message_window.js";
import { readersByMessage } from "./read_marks.js";
import { moveFocus } from "./roving_focus.js";
import { countOf, reasonOf } from "./text.js";
import { dayTitle } from "./time.js";

/** Messages per page, when a conversation is opened and for older ones: about three screens. */
export const MESSAGE_PAGE = 30;
/** Older messages are asked for when the reader is this near to the oldest, in pixels. */
const LOAD_AHEAD_PX = 400;

export class MessageList {
  /** The unread line stands above the first message of others after this moment, for as long as the conversation is open. */
  unreadSince: Date | undefined;
  readonly scroll: MessageScroll;
  #element: HTMLElement | undefined;
  readonly #window = new MessageWindow();
  #placed = false;
  /** The list of messages that is on the page: the channel gives a new one when it has changed. */
  #drawn: readonly Message[] | undefined;
  #loading = false;
  #loadError = "";
  #hasOlder: boolean;
  #pickingId: string | undefined;
  #focusPicker = false;
  /** The newest message when the reader left the end: what comes after it is new to the reader. */
  #leftEndAtId: string | undefined;
  /** Counts changes that no reference shows, so that `guard` sees them. */
  #revision = 0;

  constructor(
    private readonly channel: Channel,
    private readonly ownId: string | undefined,
    private readonly actions: Omit<MessageActions, "pick">,
    private readonly changed: () => void,
    /** The reader came to the end or left it. */
    private readonly moved: () => void,
  ) {
    // Fewer than asked for means that these are all.
    this.#hasOlder = channel.state.messages.length >= MESSAGE_PAGE;
    this.scroll = new MessageScroll(() => this.#scrolled());
  }

  /** After an event of the channel: a message may have changed inside. */
  refresh(): void {
    this.#revision++;
  }

  beforeDraw(): void {
    this.scroll.measure();
  }

  afterDraw(): void {
    if (!this.#placed && this.#element && this.channel.state.messages.length > 0) {
      this.#placed = true;
      this.scroll.toEnd();
      const line = this.#element.querySelector<HTMLElement>(".unread-line");
      if (line) this.scroll.toElement(line);
      this.moved();
    } else this.scroll.restore();
    this.#loadOlderIfNear();
    if (this.#focusPicker) this.#element?.querySelector<HTMLElement>(".reaction-picker [tabindex='0']")?.focus();
    this.#focusPicker = false;
  }

  toEnd(): void {
    this.scroll.toEnd();
    this.moved();
    this.changed();
  }

  /** One function for good: a new one at every drawing would detach and attach again. */
  readonly #attach = (element: Element | undefined): void => {
    this.#element = element as HTMLElement | undefined;
    this.scroll.attach(this.#element);
  };

  #scrolled(): void {
    const { atEnd } = this.scroll;
    const left = this.#leftEndAtId !== undefined;
    if (atEnd === left) {
      this.#leftEndAtId = atEnd ? undefined : (this.channel.state.messages.at(-1)?.id ?? "");
      this.moved();
      this.changed();
    }
    this.#loadOlderIfNear();
  }

  #loadOlderIfNear(): void {
    // A page that has come but is not drawn yet would make the reader seem nearer to the oldest than it is.
    const isDrawn = this.#drawn === this.channel.state.messages;
    if (!isDrawn || !this.#placed || !this.#element || this.#element.scrollTop >= LOAD_AHEAD_PX) return;
    if (this.#window.widen(this.channel.state.messages)) this.changed();
    else void this.#loadOlder();
  }

  async #loadOlder(): Promise<void> {
    const oldest = this.channel.state.messages[0];
    if (this.#loading || !this.#hasOlder || !oldest || this.#loadError) return;
    this.#loading = true;
    this.changed();
    try {
      const page = await this.channel.query({ messages: { limit: MESSAGE_PAGE, id_lt: oldest.id } });
      this.#window.widen(this.channel.state.messages);
      this.#hasOlder = page.messages.length >= MESSAGE_PAGE && this.channel.state.messages[0] !== oldest;
    } catch (error) {
      this.#loadError = reasonOf(error);
    }
    this.#loading = false;
    this.changed();
  }

  #retryLoad(): void {
    this.#loadError = "";
    void this.#loadOlder();
  }

  /** Loads the page above a message where others are missing; what is still missing then has a row of its own again. */
  async #fillGap(before: string): Promise<void> {
    try {
      await this.channel.query({ messages: { limit: 100, id_lt: before } });
    } catch (error) {
      this.#loadError = reasonOf(error);
    }
    this.changed();
  }

  #pick(messageId: string | undefined): void {
    if (messageId === this.#pickingId) return;
    this.#pickingId = messageId;
    this.#focusPicker = messageId !== undefined;
    this.#revision++;
    // Closed from inside, the focus goes back to the button; closed by a click elsewhere, it is elsewhere already.
    this.#element?.querySelector(".reaction-picker:focus-within")?.parentElement?.querySelector<HTMLElement>("[data-testid='react']")?.focus();
    this.changed();
  }

  render(): TemplateResult {
    const { messages, read, gaps } = this.channel.state;
    this.#drawn = messages;
    const shown = this.#window.of(messages, this.scroll.atEnd);
    return html`<div class="message-area">
      <div
        class="message-scroll"
        data-testid="messages"
        ${ref(this.#attach)}
        @scroll=${this.scroll.scrolled}
      >
        ${this.#top(messages.length)}
        <ol class="message-list" aria-label="Messages" @keydown=${moveFocus}>
          ${guard([messages, shown[0], read, gaps, this.channel.data, this.unreadSince, this.#revision], () => this.#rows(shown))}
        </ol>
      </div>
      ${this.#toEndButton(messages)}
    </div>`;
  }

  #top(count: number): TemplateResult {
    const state = this.#loadError
      ? html`<p role="alert">${this.#loadError} <button class="link-button" type="button" @click=${() => this.#retryLoad()}>Try again</button></p>`
      : this.#loading
        ? html`<p class="muted" data-testid="loading-older">Loading older messages…</p>`
        : count === 0
          ? html`<p class="empty" data-testid="no-messages">No messages yet. Say hello!</p>`
          : nothing;
    return html`<div class="message-top">${state}</div>`;
  }

  #rows(messages: readonly Message[]): unknown {
    const readers = readersByMessage(messages, this.channel.state.read, this.ownId);
    const capabilities = this.channel.data?.own_capabilities;
    const canReact = !capabilities || capabilities.includes("send-reaction");
    const newest = messages.at(-1);
    const newestOwnId = newest?.user?.id === this.ownId && !readers.has(newest?.id ?? "") ? newest?.id : undefined;
    const actions: MessageActions = { ...this.actions, pick: (id) => this.#pick(id) };
    const draw = (row: Row): TemplateResult => {
      if (row.kind === "day") return html`<li class="day"><span>${dayTitle(row.date)}</span></li>`;
      if (row.kind === "unread") return html`<li class="unread-line" data-testid="unread-line"><span>New</span></li>`;
      if (row.kind === "gap") {
        return html`<li class="gap" data-testid="gap">
          Some messages are missing here.
          <button class="link-button" type="button" @click=${() => void this.#fillGap(row.before)}>Load them</button>
        </li>`;
      }
      const { message, first, last } = row;
      const view = {
        message,
        first,
        last,
        ownId: this.ownId,
        readers: readers.get(message.id),
        canReact,
        picking: this.#pickingId === message.id,
        showSent: message.id === newestOwnId,
      };
      return html`<li data-testid="message" data-id=${message.id} data-row data-roving tabindex=${message === newest ? 0 : -1}>
        ${messageItem(view, actions)}
      </li>`;
    };
    const since = this.unreadSince;
    const firstUnread = since && messages.find((message) => message.created_at > since && message.user?.id !== this.ownId);
    const afterGap = this.channel.state.gaps.map(({ before }) => before);
    return repeat(rowsOf(messages, firstUnread?.id, afterGap), (row) => row.key, draw);
  }

  #toEndButton(messages: readonly Message[]): TemplateResult | typeof nothing {
    if (this.scroll.atEnd || this.#leftEndAtId === undefined) return nothing;
    const from = messages.findIndex((message) => message.id === this.#leftEndAtId);
    const fresh = messages.slice(from + 1).filter((message) => message.user?.id !== this.ownId).length;
    const words = fresh ? countOf(fresh, "new message") : "To the newest message";
    return html`<button
      class="to-end ${fresh ? "has-new" : ""}"
      type="button"
      data-testid="to-end"
      aria-label=${words}
      @click=${() => this.toEnd()}
    >
      ${icons.down}${fresh ? html`<span>${words}</span>` : nothing}
    </button>`;
  }
}
