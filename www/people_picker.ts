/** Finds people by name and collects them: search field, results as check boxes, chosen people as chips. */
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { StreamChat } from "stream-chat-wasm";
import { personAvatar } from "./avatar.js";
import type { Person } from "./chat_types.js";
import { icons } from "./icons.js";
import { moveFocus } from "./roving_focus.js";
import { nameOf, reasonOf } from "./text.js";

/** People per search: a list one still looks through. */
const FOUND_LIMIT = 20;

export class PeoplePicker {
  readonly chosen = new Map<string, Person>();
  #found: Person[] = [];
  #state: "searching" | "done" | "failed" = "searching";
  #error = "";
  /** The newest search; answers to older ones are not shown. */
  #search = 0;

  constructor(
    private readonly client: StreamChat,
    /** People who cannot be chosen, for instance because they are in already. */
    private readonly except: ReadonlySet<string>,
    private readonly changed: () => void,
  ) {
    void this.search("");
  }

  async search(words: string): Promise<void> {
    const search = ++this.#search;
    const name = words.trim();
    this.#state = "searching";
    this.changed();
    try {
      const { users } = await this.client.queryUsers(
        name ? { name: { $autocomplete: name } } : { id: { $nin: [...this.except] } },
        [{ last_active: -1 }, { name: 1 }],
        { limit: FOUND_LIMIT, presence: true },
      );
      if (search !== this.#search) return;
      this.#found = users.filter((user) => !this.except.has(user.id));
      this.#state = "done";
    } catch (error) {
      if (search !== this.#search) return;
      this.#error = reasonOf(error);
      this.#state = "failed";
    }
    this.changed();
  }

  #toggle(person: Person): void {
    if (!this.chosen.delete(person.id)) this.chosen.set(person.id, person);
    this.changed();
  }

  render(): TemplateResult {
    return html`<div class="people-picker">
      <label class="search-field">
        ${icons.search}<span class="visually-hidden">Search people</span>
        <input
          type="text"
          role="searchbox"
          autocomplete="off"
          placeholder="Search people"
          data-testid="people-search"
          @input=${(event: Event) => void this.search((event.target as HTMLInputElement).value)}
        />
      </label>
      ${this.chosen.size > 0
        ? html`<ul class="chips" aria-label="Chosen">
            ${repeat(
              this.chosen.values(),
              (person) => person.id,
              (person) => html`<li>
                <button class="chip" type="button" aria-label=${`Remove ${nameOf(person)}`} @click=${() => this.#toggle(person)}>
                  ${nameOf(person)}${icons.close}
                </button>
              </li>`,
            )}
          </ul>`
        : nothing}
      <ul class="people-found" aria-label="People" @keydown=${moveFocus}>
        ${repeat(
          this.#found,
          (person) => person.id,
          (person) => html`<li>
            <label class="person-row">
              <input
                type="checkbox"
                data-roving
                data-testid="person"
                data-id=${person.id}
                .checked=${this.chosen.has(person.id)}
                @change=${() => this.#toggle(person)}
              />
              ${personAvatar(person, { size: "small", online: person.online })}
              <span class="person-name">${nameOf(person)}</span>
              ${person.online ? html`<span class="muted">online</span>` : nothing}
            </label>
          </li>`,
        )}
      </ul>
      ${this.#state === "failed" ? html`<p role="alert" class="error">${this.#error}</p>` : nothing}
      ${this.#state === "done" && this.#found.length === 0 ? html`<p class="empty">Nobody found.</p>` : nothing}
    </div>`;
  }
}
