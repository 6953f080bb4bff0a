/** One message: bubble, author, time, delivery, reactions. Text from people only ever becomes text nodes. */
import { html, nothing, type TemplateResult } from "lit-html";
import { personAvatar } from "./avatar.js";
import type { Message } from "./chat_types.js";
import { icons } from "./icons.js";
import { splitLinks } from "./links.js";
import { reactionCounts, reactionPicker, type Toggle } from "./reactions.js";
import { readMarks, type Reader } from "./read_marks.js";
import { clockTime, fullTime } from "./time.js";
import { countOf, nameOf } from "./text.js";

/** What a reader can do with a message. */
export interface MessageActions {
  toggle: Toggle;
  retry(message: Message): void;
  discard(message: Message): void;
  /** Opens the reaction bar of a message, or closes it. */
  pick(messageId: string | undefined): void;
}

export interface MessageView {
  message: Message;
  /** First and last of its group of bubbles. */
  first: boolean;
  last: boolean;
  ownId: string | undefined;
  readers: readonly Reader[] | undefined;
  canReact: boolean;
  /** The reaction bar is open. */
  picking: boolean;
  /** Says "Sent": the newest own message, as long as nobody has read it. */
  showSent: boolean;
}

/** Up to three pictographs and nothing else: drawn large. */
const ONLY_PICTOGRAPHS = /^(?:\p{Extended_Pictographic}[\u{fe0f}\u{200d}\u{1f3fb}-\u{1f3ff}]*\s*){1,3}$/u;

function messageText(message: Message): TemplateResult {
  if (message.type === "deleted") return html`<em class="deleted">Message deleted</em>`;
  const text = message.text ?? "";
  const parts = splitLinks(text);
  const files = message.attachments?.length ?? 0;
  // Inside, no white space of the template's own: the text keeps its spaces and line breaks.
  return html`<span class="text ${ONLY_PICTOGRAPHS.test(text) ? "is-large" : ""}" dir="auto" data-testid="message-text"
      >${parts.map(({ text, href }) =>
        href ? html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow">${text}</a>` : text,
      )}</span
    >${files ? html`<span class="files">${countOf(files, "attachment")}</span>` : nothing}`;
}

function delivery({ message, showSent }: MessageView, actions: MessageActions): TemplateResult | typeof nothing {
  if (message.status === "sending") {
    return html`<span class="delivery" data-testid="sending">${icons.sending}Sending…</span>`;
  }
  if (message.status === "failed") {
    return html`<span class="delivery is-failed" data-testid="failed">
      ${icons.warning}Not sent
      <button type="button" class="link-button" data-testid="retry" @click=${() => actions.retry(message)}>Try again</button>
      <button type="button" class="link-button" data-testid="discard" @click=${() => actions.discard(message)}>Discard</button>
    </span>`;
  }
  return showSent ? html`<span class="delivery" data-testid="sent">${icons.sent}Sent</span>` : nothing;
}

function reactionControl(view: MessageView, actions: MessageActions): TemplateResult | typeof nothing {
  const { message, picking } = view;
  const settled = message.status !== "sending" && message.status !== "failed" && message.type !== "deleted";
  if (!view.canReact || !settled) return nothing;
  const left = (event: FocusEvent) => {
    const inside = (event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null);
    if (picking && !inside) actions.pick(undefined);
  };
  return html`<div class="message-actions ${picking ? "is-open" : ""}" @focusout=${left}>
    <button
      class="icon-button"
      type="button"
      data-testid="react"
      aria-label="React"
      title="React"
      aria-expanded=${picking}
      @click=${() => actions.pick(picking ? undefined : message.id)}
    >
      ${icons.smile}
    </button>
    ${picking ? reactionPicker(message, actions.toggle, () => actions.pick(undefined)) : nothing}
  </div>`;
}

export function messageItem(view: MessageView, actions: MessageActions): TemplateResult {
  const { message, first, last, ownId } = view;
  if (message.type === "system") return html`<p class="system-message">${message.text}</p>`;
  const own = message.user?.id === ownId;
  const author = own ? "You" : nameOf(message.user);
  const state = message.status === "sending" || message.status === "failed" ? `is-${message.status}` : "";
  return html`<article class="message ${own ? "is-own" : ""} ${first ? "is-first" : ""} ${last ? "is-last" : ""} ${state}">
    ${own ? nothing : html`<span class="face">${last && message.user ? personAvatar(message.user, { size: "small" }) : nothing}</span>`}
    <div class="message-body">
      ${first && !own ? html`<span class="author" aria-hidden="true">${author}</span>` : nothing}
      <div class="bubble-line">
        <div class="bubble" data-testid="bubble" title=${fullTime(message.created_at)}>
          <span class="visually-hidden">${author}, ${clockTime(message.created_at)}: </span>${messageText(message)}
        </div>
        ${reactionControl(view, actions)}
      </div>
      ${message.type === "deleted" ? nothing : reactionCounts(message, actions.toggle)}
      <div class="message-foot">
        ${last ? html`<time datetime=${message.created_at.toISOString()}>${clockTime(message.created_at)}</time>` : nothing}
        ${own ? delivery(view, actions) : nothing} ${readMarks(view.readers)}
      </div>
    </div>
  </article>`;
}
