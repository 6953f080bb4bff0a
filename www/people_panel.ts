/** Who is in a conversation: members, who of them is there now, and adding more people. */
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { Channel } from "stream-chat-wasm";
import { personAvatar } from "./avatar.js";
import { dialog } from "./dialog.js";
import { icons } from "./icons.js";
import { PeoplePicker } from "./people_picker.js";
import { countOf, nameOf, reasonOf } from "./text.js";

/** A private conversation is defined by its people, so nobody can be added. Its id says so (protocol notes, distinct channels). */
const isPrivate = (channel: Channel) => channel.id?.startsWith("!members") ?? false;

export class PeoplePanel {
  #picker: PeoplePicker | undefined;
  #error = "";
  #busy = false;

  constructor(
    private readonly channel: Channel,
    private readonly ownId: string | undefined,
    private readonly changed: () => void,
    private readonly close: () => void,
  ) {}

  #startAdding(): void {
    this.#error = "";
    this.#picker = new PeoplePicker(this.channel.getClient(), new Set(Object.keys(this.channel.state.members)), this.changed);
    this.changed();
  }

  #stopAdding(): void {
    this.#picker = undefined;
    this.changed();
  }

  async #add(): Promise<void> {
    this.#busy = true;
    this.changed();
    try {
      await this.channel.addMembers([...(this.#picker?.chosen.keys() ?? [])]);
      this.#picker = undefined;
    } catch (error) {
      this.#error = reasonOf(error);
    }
    this.#busy = false;
    this.changed();
  }

  render(): TemplateResult {
    const { members, watchers, watcher_count } = this.channel.state;
    const capabilities = this.channel.data?.own_capabilities;
    const canAdd = !isPrivate(this.channel) && (!capabilities || capabilities.includes("update-channel-members"));
    const people = Object.values(members).flatMap((member) => (member.user ? [member.user] : []));
    people.sort((a, b) => Number(!!b.online) - Number(!!a.online) || nameOf(a).localeCompare(nameOf(b)));
    return html`<aside
      class="people-panel"
      aria-label="People"
      data-testid="people-panel"
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Escape" && !this.#picker) this.close();
      }}
    >
      <header>
        <h2>People</h2>
        <button class="icon-button" type="button" aria-label="Close" @click=${this.close}>${icons.close}</button>
      </header>
      ${this.channel.data?.topic ? html`<p>${this.channel.data.topic}</p>` : nothing}
      <p class="muted">${countOf(people.length, "member")}, ${watcher_count} watching now</p>
      <ul>
        ${repeat(
          people,
          (person) => person.id,
          (person) => html`<li class="person-row" data-testid="member" data-id=${person.id} data-online=${!!person.online}>
            ${personAvatar(person, { size: "small", online: !!person.online })}
            <span class="person-name">${nameOf(person)}${person.id === this.ownId ? html` <span class="muted">(you)</span>` : nothing}</span>
            <span class="muted">${watchers[person.id] ? "watching" : person.online ? "online" : ""}</span>
          </li>`,
        )}
      </ul>
      ${canAdd
        ? html`<button class="button is-quiet" type="button" data-testid="add-people" @click=${() => this.#startAdding()}>
            ${icons.add}Add people
          </button>`
        : nothing}
      ${this.#picker ? this.#dialog(this.#picker) : nothing}
    </aside>`;
  }

  #dialog(picker: PeoplePicker): TemplateResult {
    return dialog({
      title: "Add people",
      testid: "add-people-dialog",
      action: this.#busy ? "Adding…" : "Add",
      ready: !this.#busy && picker.chosen.size > 0,
      submit: () => void this.#add(),
      closed: () => this.#stopAdding(),
      content: html`${picker.render()}${this.#error ? html`<p role="alert" class="error">${this.#error}</p>` : nothing}`,
    });
  }
}
