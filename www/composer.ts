/** Where a message is written. Enter sends, Shift+Enter makes a line; the package tells the others that somebody types. */
import { html, nothing, type TemplateResult } from "lit-html";
import { createRef, ref } from "lit-html/directives/ref.js";
import type { Channel } from "stream-chat-wasm";
import { icons } from "./icons.js";

/** Characters left from which on they are counted aloud. */
const COUNT_FROM = 200;

/** Unsent text by conversation, so that looking elsewhere loses nothing. */
const drafts = new Map<string, string>();

export class Composer {
  readonly #field = createRef<HTMLTextAreaElement>();
  #text: string;

  constructor(
    private readonly channel: Channel,
    private readonly title: string,
    private readonly send: (text: string) => void,
    private readonly changed: () => void,
  ) {
    this.#text = drafts.get(channel.cid) ?? "";
  }

  focus(): void {
    this.#field.value?.focus();
  }

  /** The conversation is left: nobody types here any more. */
  leave(): void {
    if (this.#text) void this.channel.stopTyping().catch(() => undefined);
  }

  get #limit(): number | undefined {
    return this.channel.data?.config?.max_message_length;
  }

  #typed(text: string): void {
    const had = this.#text.trim() !== "";
    this.#text = text;
    drafts.set(this.channel.cid, text);
    // A typing event that is lost is no loss: the next key sends another.
    if (text.trim()) void this.channel.keystroke().catch(() => undefined);
    else if (had) void this.channel.stopTyping().catch(() => undefined);
    this.changed();
  }

  #submit(event: Event): void {
    event.preventDefault();
    const field = this.#field.value;
    const text = this.#text.trim();
    if (!field || !text || this.#isTooLong) return;
    field.value = "";
    this.#text = "";
    drafts.delete(this.channel.cid);
    void this.channel.stopTyping().catch(() => undefined);
    this.send(text);
    field.focus();
  }

  get #isTooLong(): boolean {
    return this.#limit !== undefined && [...this.#text.trim()].length > this.#limit;
  }

  render(): TemplateResult {
    const capabilities = this.channel.data?.own_capabilities;
    if (capabilities && !capabilities.includes("send-message")) {
      return html`<p class="composer-closed" data-testid="read-only">You can read here, but not write.</p>`;
    }
    const left = this.#limit === undefined ? Infinity : this.#limit - [...this.#text.trim()].length;
    return html`<form class="composer" data-testid="composer" @submit=${(event: Event) => this.#submit(event)}>
      <label class="visually-hidden" for="composer-text">Message to ${this.title}</label>
      <div class="composer-box" data-text=${this.#text}>
        <textarea
          id="composer-text"
          data-testid="composer-text"
          rows="1"
          dir="auto"
          enterkeyhint="send"
          placeholder=${`Message ${this.title}`}
          aria-describedby="composer-hint"
          .value=${this.#text}
          ${ref(this.#field)}
          @input=${(event: InputEvent) => this.#typed((event.target as HTMLTextAreaElement).value)}
          @keydown=${(event: KeyboardEvent) => {
            // While an input method composes, Enter picks a word.
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
          }}
        ></textarea>
      </div>
      ${left <= COUNT_FROM
        ? html`<span class="characters-left ${left < 0 ? "is-over" : ""}" role="status">${left}</span>`
        : nothing}
      <button class="send-button" type="submit" data-testid="send" aria-label="Send" ?disabled=${!this.#text.trim() || left < 0}>
        ${icons.send}
      </button>
      <span id="composer-hint" class="visually-hidden">Enter sends, Shift and Enter starts a new line.</span>
    </form>`;
  }
}
