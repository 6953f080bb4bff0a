/** The head of a conversation: title, who is there, the way back on a phone, the button for the people. */
import { html, type TemplateResult } from "lit-html";
import type { Channel } from "stream-chat-wasm";
import { channelAvatar } from "./channel_avatar.js";
import { icons } from "./icons.js";
import { LIST_ADDRESS } from "./router.js";
import { counterpart, countOf, othersIn, titleOf } from "./text.js";

/** "online" or "away" for two people, else "4 members, 2 online". */
export function presenceWords(channel: Channel, ownId: string | undefined): string {
  const other = counterpart(channel, ownId);
  if (other) return other.online ? "online" : "away";
  const online = othersIn(channel, ownId).filter((person) => person.online).length;
  const members = channel.data?.member_count ?? Object.keys(channel.state.members).length;
  return `${countOf(members, "member")}, ${online ? `${online} other${online === 1 ? "" : "s"} online` : "nobody else online"}`;
}

export function channelHeader(
  channel: Channel,
  ownId: string | undefined,
  people: { open: boolean; toggle(): void },
): TemplateResult {
  return html`<header class="conversation-header">
    <a class="icon-button back" href=${LIST_ADDRESS} aria-label="Back to the conversations" data-testid="back">${icons.back}</a>
    ${channelAvatar(channel, ownId)}
    <div class="conversation-title">
      <h1 data-testid="conversation-title">${titleOf(channel, ownId)}</h1>
      <p class="muted" data-testid="conversation-presence">${presenceWords(channel, ownId)}</p>
    </div>
    <button
      class="icon-button"
      type="button"
      data-testid="people"
      aria-label="People"
      title="People"
      aria-expanded=${people.open}
      @click=${people.toggle}
    >
      ${icons.people}
    </button>
  </header>`;
}
