/** Pieces of the small chat page: finding them, filling lists, the row of a message. Knows nothing of what happens. */
import type { Message } from "chatkitty";

/** The part of the page with this id. */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}`);
  return found;
}

/** The input of this name. */
export function field(name: string): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(`input[name=${name}]`);
  if (!found) throw new Error(`The page has no input ${name}`);
  return found;
}

/** Puts these in the place of what a list has. */
export function fill(id: string, items: HTMLElement[]): void {
  part(id).replaceChildren(...items);
}

/** An entry of a list that does something. */
export function item(text: string, onChoose: () => void, current = false): HTMLElement {
  const entry = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  if (current) button.setAttribute("aria-current", "true");
  button.addEventListener("click", onChoose);
  entry.append(button);
  return entry;
}

/** A message: who, and a text, a picture or a link to a file. `me`: the own user. */
export function messageRow(message: Message, me: number | undefined): HTMLElement {
  const row = document.createElement("li");
  const user = "user" in message ? message.user : undefined;
  row.className = user ? (user.id === me ? "own" : "other") : "system";
  row.dataset["testid"] = "message";
  const name = document.createElement("strong");
  name.textContent = user?.displayName ?? "";
  row.append(name, content(message));
  return row;
}

function content(message: Message): HTMLElement {
  if (message.type === "TEXT" || message.type === "SYSTEM_TEXT") {
    const text = document.createElement("span");
    text.textContent = message.body;
    return text;
  }
  const { url, name, contentType } = message.file;
  if (contentType.startsWith("image/")) return Object.assign(document.createElement("img"), { src: url, alt: name });
  return Object.assign(document.createElement("a"), { href: url, textContent: name, target: "_blank", rel: "noopener" });
}
