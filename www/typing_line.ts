/** "Ann is typing…" under the messages. The package decides who is typing and when it ends. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Channel } from "stream-chat-wasm";
import { nameOf } from "./text.js";

/** Names of the others who are typing in the channel itself, not in a thread. */
export function typistsIn(channel: Channel, ownId: string | undefined): string[] {
  return Object.values(channel.state.typing)
    .filter((event) => event.user && event.user.id !== ownId && !event.parent_id)
    .map((event) => nameOf(event.user));
}

export function typingWords(names: readonly string[]): string {
  if (names.length === 0) return "";
  if (names.length === 1) return `${names[0]} is typing…`;
  return names.length === 2 ? `${names[0]} and ${names[1]} are typing…` : "Several people are typing…";
}

export function typingLine(channel: Channel, ownId: string | undefined): TemplateResult {
  const words = typingWords(typistsIn(channel, ownId));
  return html`<div class="typing-line" data-testid="typing">
    ${words ? html`<span class="typing-dots" aria-hidden="true"><i></i><i></i><i></i></span><span>${words}</span>` : nothing}
  </div>`;
}
