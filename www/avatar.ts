/** A round picture of a person or a conversation: image if there is a safe one, else initials on a colour made from the id. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Person } from "./chat_types.js";
import { nameOf } from "./text.js";

/** How many avatar colours styles/tokens.css has. */
const COLOURS = 8;

/** A stable colour number: FNV-1a over the id, so that a person has the same colour everywhere. */
function colourOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  // Mixed once more, because ids that end alike would often share a colour.
  return (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 24) % COLOURS;
}

/** First letters of the first and last word. Whole code points, so that no letter is cut in two. */
function initialsOf(name: string): string {
  const words = name.split(/[\s_-]+/).filter(Boolean);
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}

/** Images come from other people: only what an image tag cannot misuse. */
const isSafeImage = (source: string) => /^(https:|data:image\/)/i.test(source);

interface AvatarOptions {
  /** A conversation of several has rounded corners, a person is round. */
  group?: boolean;
  size?: "tiny" | "small" | "large";
  /** Draws the presence dot: true for online, false for away. Left out: no dot. */
  online?: boolean | undefined;
}

/** Decoration beside a name: hidden from screen readers. */
export function avatar(id: string, name: string, image?: string, options: AvatarOptions = {}): TemplateResult {
  const { size = "medium", online } = options;
  return html`<span class="avatar avatar-${size} ${options.group ? "is-group" : ""}" data-colour=${colourOf(id)} aria-hidden="true">
    ${image && isSafeImage(image) ? html`<img src=${image} alt="" loading="lazy" />` : size === "tiny" ? [...initialsOf(name)][0] : initialsOf(name)}
    ${online === undefined ? nothing : html`<span class="presence ${online ? "is-online" : ""}"></span>`}
  </span>`;
}

export function personAvatar(person: Person, options: AvatarOptions = {}): TemplateResult {
  return avatar(person.id, nameOf(person), person.image, options);
}
