/** The dialog that starts a conversation: with one person it is the private one of the two, else a group with a name. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Channel, StreamChat } from "stream-chat-wasm";
import { dialog } from "./dialog.js";
import { MESSAGE_PAGE } from "./message_list.js";
import { PeoplePicker } from "./people_picker.js";
import { reasonOf } from "./text.js";

/** Random bytes that keep two groups of one name apart: 8 hexadecimal digits. */
const SUFFIX_BYTES = 4;

/** A channel id made from a name: readable in the address bar, unique through its random end. */
function idFrom(name: string): string {
  const words = name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);
  const random = crypto.getRandomValues(new Uint8Array(SUFFIX_BYTES));
  const suffix = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${words || "group"}-${suffix}`;
}

/** Creates it, or finds the private conversation of the same people, and watches it. */
export async function startConversation(client: StreamChat, personIds: readonly string[], name: string): Promise<Channel> {
  const members = [client.userID ?? "", ...personIds];
  const title = name.trim();
  const channel =
    title || personIds.length === 0
      ? client.channel("messaging", idFrom(title), { name: title, members })
      : client.channel("messaging", { members });
  await channel.watch({ presence: true, messages: { limit: MESSAGE_PAGE } });
  return channel;
}

export class NewChannel {
  readonly #people: PeoplePicker;
  #name = "";
  #busy = false;
  #error = "";

  constructor(
    private readonly client: StreamChat,
    private readonly changed: () => void,
    private readonly created: (channel: Channel) => void,
    private readonly closed: () => void,
  ) {
    this.#people = new PeoplePicker(client, new Set([client.userID ?? ""]), changed);
  }

  async #create(): Promise<void> {
    this.#busy = true;
    this.#error = "";
    this.changed();
    try {
      this.created(await startConversation(this.client, [...this.#people.chosen.keys()], this.#name));
    } catch (error) {
      this.#error = reasonOf(error);
    }
    this.#busy = false;
    this.changed();
  }

  render(): TemplateResult {
    const named = this.#name.trim() !== "";
    return dialog({
      title: "New conversation",
      testid: "new-channel",
      action: this.#busy ? "Starting…" : "Start",
      ready: !this.#busy && (named || this.#people.chosen.size > 0),
      submit: () => void this.#create(),
      closed: this.closed,
      content: html`
        <label class="field">
          <span>Name <small class="muted">optional; without one it is the private conversation of these people</small></span>
          <input
            type="text"
            maxlength="80"
            autocomplete="off"
            data-testid="channel-name"
            @input=${(event: Event) => {
              this.#name = (event.target as HTMLInputElement).value;
              this.changed();
            }}
          />
        </label>
        ${this.#people.render()}
        ${this.#error ? html`<p role="alert" class="error" data-testid="dialog-error">${this.#error}</p>` : nothing}
      `,
    });
  }
}
