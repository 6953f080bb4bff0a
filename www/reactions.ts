/** Reactions of a message: the counts below it, and the small bar to add one. What a reaction looks like: reaction_art.ts. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Message } from "./chat_types.js";
import { REACTIONS, reactionArt, reactionLabel } from "./reaction_art.js";
import { moveFocus } from "./roving_focus.js";
import { countOf, listNames, nameOf } from "./text.js";

export type Toggle = (message: Message, type: string, on: boolean) => void;

const isOwn = (message: Message, type: string) => !!message.own_reactions?.some((reaction) => reaction.type === type);

/** Names of people who reacted, as far as the message carries them. */
function peopleOf(message: Message, type: string): string {
  const names = (message.latest_reactions ?? [])
    .filter((reaction) => reaction.type === type && reaction.user)
    .map((reaction) => nameOf(reaction.user));
  return listNames(names);
}

export function reactionCounts(message: Message, toggle: Toggle): TemplateResult | typeof nothing {
  const groups = Object.entries(message.reaction_groups ?? {}).filter(([, group]) => group.count > 0);
  if (groups.length === 0) return nothing;
  return html`<div class="reactions" data-testid="reactions">
    ${groups.map(([type, { count }]) => {
      const own = isOwn(message, type);
      return html`<button
        class="reaction ${own ? "is-own" : ""}"
        type="button"
        data-testid="reaction"
        data-type=${type}
        aria-pressed=${own}
        aria-label=${`${reactionLabel(type)}: ${countOf(count, "person", "people")}`}
        title=${peopleOf(message, type)}
        @click=${() => toggle(message, type, !own)}
      >
        ${reactionArt(type)}<span class="reaction-count">${count}</span>
      </button>`;
    })}
  </div>`;
}

export function reactionPicker(message: Message, toggle: Toggle, close: () => void): TemplateResult {
  return html`<div
    class="reaction-picker"
    role="toolbar"
    aria-label="Add a reaction"
    data-testid="reaction-picker"
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === "Escape") close();
      else moveFocus(event);
      // The list of messages around it has arrow keys of its own.
      event.stopPropagation();
    }}
  >
    ${REACTIONS.map(
      (kind, i) => html`<button
        class="reaction-choice ${isOwn(message, kind.type) ? "is-own" : ""}"
        type="button"
        data-roving
        data-type=${kind.type}
        tabindex=${i === 0 ? 0 : -1}
        aria-pressed=${isOwn(message, kind.type)}
        aria-label=${kind.label}
        title=${kind.label}
        @click=${() => {
          toggle(message, kind.type, !isOwn(message, kind.type));
          close();
        }}
      >
        ${kind.art}
      </button>`,
    )}
  </div>`;
}
