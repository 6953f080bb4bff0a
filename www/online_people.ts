/** The people from one's conversations who are online now. A click opens the private conversation with one of them. */
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { Channel } from "stream-chat-wasm";
import { personAvatar } from "./avatar.js";
import type { Person } from "./chat_types.js";
import { nameOf, othersIn } from "./text.js";

export function onlinePeople(
  channels: readonly Channel[],
  ownId: string | undefined,
  open: (person: Person) => void,
): TemplateResult | typeof nothing {
  const people = new Map<string, Person>();
  for (const channel of channels) {
    for (const person of othersIn(channel, ownId)) if (person.online) people.set(person.id, person);
  }
  if (people.size === 0) return nothing;
  return html`<section class="online-people" aria-label="Online now" data-testid="online-people">
    ${repeat(
      [...people.values()].sort((a, b) => nameOf(a).localeCompare(nameOf(b))),
      (person) => person.id,
      (person) => html`<button
        class="online-person"
        type="button"
        data-testid="online-person"
        data-id=${person.id}
        title=${`Write to ${nameOf(person)}`}
        @click=${() => open(person)}
      >
        ${personAvatar(person, { online: true })}<span>${nameOf(person).split(" ")[0]}</span>
      </button>`,
    )}
  </section>`;
}
