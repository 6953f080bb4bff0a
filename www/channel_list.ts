/** The conversations of the signed-in person: asking for them, keeping them in order, and the list in the side bar. */
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { Channel, ChannelFilters, Event, StreamChat } from "stream-chat-wasm";
import { channelAvatar } from "./channel_avatar.js";
import { MESSAGE_PAGE } from "./message_list.js";
import { moveFocus } from "./roving_focus.js";
import { channelAddress, splitCid } from "./router.js";
import { counterpart, previewOf, reasonOf, titleOf } from "./text.js";
import { shortTime } from "./time.js";
import { typingWords, typistsIn } from "./typing_line.js";

/** Conversations per page: the most that one query returns (protocol notes, limits). */
const PAGE = 30;
/** More unread than this is not counted out in the badge. */
const BADGE_MAX = 99;

/** When something last happened: the newest message, else the creation. */
const lastMoved = (channel: Channel) => channel.state.last_message_at?.getTime() ?? (Date.parse(channel.data?.created_at ?? "") || 0);

export class ChannelList {
  #channels: Channel[] = [];
  #state: "loading" | "ready" | "failed" = "loading";
  #error = "";
  #hasMore = false;

  constructor(
    private readonly client: StreamChat,
    /** Conversations to show although one is not a member. */
    private readonly openCids: readonly string[],
    private readonly changed: () => void,
  ) {}

  /** Newest first. */
  get channels(): readonly Channel[] {
    return this.#channels.toSorted((a, b) => lastMoved(b) - lastMoved(a));
  }

  get unread(): number {
    return this.#channels.reduce((sum, channel) => sum + channel.countUnread(), 0);
  }

  /** Asks for the first page, or with `more` for the next. */
  async load(more = false): Promise<void> {
    const offset = more ? this.#channels.length : 0;
    const mine: ChannelFilters = { members: { $in: [this.client.userID ?? ""] } };
    const filter = this.openCids.length ? { $or: [mine, { cid: { $in: [...this.openCids] } }] } : mine;
    try {
      const page = await this.client.queryChannels(
        filter,
        [{ last_updated: -1 }],
        { watch: true, state: true, presence: true, limit: PAGE, message_limit: MESSAGE_PAGE, offset },
      );
      this.#hasMore = page.length === PAGE;
      this.#channels = [...new Set(more ? [...this.#channels, ...page] : page)];
      this.#state = "ready";
    } catch (error) {
      this.#state = "failed";
      this.#error = reasonOf(error);
    }
    this.changed();
  }

  add(channel: Channel): void {
    if (!this.#channels.includes(channel)) this.#channels = [...this.#channels, channel];
    this.changed();
  }

  /** Conversations that appear or go while the page is open. */
  async take(event: Event): Promise<void> {
    const { cid } = event;
    if (!cid) return;
    switch (event.type) {
      case "notification.added_to_channel":
      case "notification.message_new": {
        const parts = splitCid(cid);
        if (!parts || this.#channels.some((channel) => channel.cid === cid)) return;
        const channel = this.client.channel(parts.type, parts.id);
        try {
          await channel.watch({ presence: true, messages: { limit: MESSAGE_PAGE } });
          this.add(channel);
        } catch (error) {
          this.#error = reasonOf(error);
          this.changed();
        }
        return;
      }
      case "channel.deleted":
      case "notification.channel_deleted":
      case "notification.removed_from_channel":
        this.#channels = this.#channels.filter((channel) => channel.cid !== cid);
        this.changed();
    }
  }

  render(activeCid: string | undefined): TemplateResult {
    if (this.#state === "loading") return html`<p class="empty" role="status">Loading conversations…</p>`;
    const channels = this.channels;
    const tabStop = channels.find((channel) => channel.cid === activeCid) ?? channels[0];
    return html`
      ${this.#error
        ? html`<p class="error" role="alert">
            ${this.#error}
            <button class="link-button" type="button" @click=${() => this.#retry()}>Try again</button>
          </p>`
        : nothing}
      ${channels.length === 0 && this.#state === "ready"
        ? html`<p class="empty" data-testid="no-channels">No conversations yet.<br />Start one with the plus above.</p>`
        : nothing}
      <ul class="channel-list" data-testid="channel-list" aria-label="Conversations" @keydown=${moveFocus}>
        ${repeat(
          channels,
          (channel) => channel.cid,
          (channel) => html`<li>${this.#row(channel, channel.cid === activeCid, channel === tabStop)}</li>`,
        )}
      </ul>
      ${this.#hasMore
        ? html`<button class="button is-quiet" type="button" @click=${() => void this.load(true)}>Older conversations</button>`
        : nothing}
    `;
  }

  #retry(): void {
    this.#error = "";
    void this.load();
  }

  #row(channel: Channel, active: boolean, tabStop: boolean): TemplateResult {
    const ownId = this.client.userID;
    const unread = channel.countUnread();
    const last = channel.lastMessage();
    const typing = typingWords(typistsIn(channel, ownId));
    return html`<a
      class="channel-row ${active ? "is-active" : ""} ${unread ? "is-unread" : ""}"
      href=${channelAddress(channel.cid)}
      data-testid="channel"
      data-cid=${channel.cid}
      data-roving
      tabindex=${tabStop ? 0 : -1}
      aria-current=${active ? "page" : "false"}
    >
      ${channelAvatar(channel, ownId)}
      <span class="channel-name">${titleOf(channel, ownId)}</span>
      <span class="channel-time">${last ? shortTime(last.created_at) : nothing}</span>
      <span class="channel-preview ${typing ? "is-typing" : ""}" data-testid="channel-preview">
        ${typing || (last ? previewOf(last, ownId, !!counterpart(channel, ownId)) : "No messages yet")}
      </span>
      ${unread
        ? html`<span class="badge" data-testid="unread">
            ${unread > BADGE_MAX ? `${BADGE_MAX}+` : unread}<span class="visually-hidden"> unread</span>
          </span>`
        : nothing}
    </a>`;
  }
}
