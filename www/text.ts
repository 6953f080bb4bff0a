/** How people, conversations and failures are put into words. Pure text: no DOM, no dates (time.ts). */
import type { Channel } from "stream-chat-wasm";
import type { Message, Person } from "./chat_types.js";

/** A name to show: the name, else the id. */
export function nameOf(person: Pick<Person, "id" | "name"> | null | undefined): string {
  return person?.name?.trim() || person?.id || "Somebody";
}

/** "Ann", "Ann and Ben", "Ann, Ben and Cy", "Ann, Ben and 3 others". */
export function listNames(names: readonly string[], shown = 3): string {
  if (names.length <= 1) return names[0] ?? "";
  const rest = names.length - shown;
  const head = rest > 1 ? names.slice(0, shown) : names.slice(0, -1);
  return `${head.join(", ")} and ${rest > 1 ? `${rest} others` : (names.at(-1) ?? "")}`;
}

/** Members of a conversation except oneself, by name. */
export function othersIn(channel: Channel, ownId: string | undefined): Person[] {
  return Object.values(channel.state.members)
    .map((member) => member.user)
    .filter((user): user is Person => !!user && user.id !== ownId)
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

/** Title of a conversation: its name, else its people, else its id. */
export function titleOf(channel: Channel, ownId: string | undefined): string {
  const name = channel.data?.name?.trim();
  if (name) return name;
  return listNames(othersIn(channel, ownId).map(nameOf)) || (channel.id ?? "New conversation");
}

/** The one other person of an unnamed conversation of two. */
export function counterpart(channel: Channel, ownId: string | undefined): Person | undefined {
  if (channel.data?.name?.trim()) return undefined;
  const others = othersIn(channel, ownId);
  return others.length === 1 ? others[0] : undefined;
}

/** One line for the conversation list. Between two people it is clear who the other one is. */
export function previewOf(message: Message, ownId: string | undefined, isPrivate: boolean): string {
  const own = message.user?.id === ownId;
  const author = own ? "You: " : isPrivate || !message.user ? "" : `${nameOf(message.user).split(" ")[0]}: `;
  if (message.type === "deleted") return `${author}message deleted`;
  const count = message.attachments?.length ?? 0;
  return author + (message.text?.replace(/\s+/g, " ").trim() || countOf(count, "attachment"));
}

/** "1 person", "3 people". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What went wrong, in one sentence. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && error.message ? error.message : "Something went wrong.";
}
