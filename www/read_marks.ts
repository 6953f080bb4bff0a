/** Who has read up to where: small faces at the last message each person has read. */
import { html, nothing, type TemplateResult } from "lit-html";
import { personAvatar } from "./avatar.js";
import type { Message, Person, ReadStates } from "./chat_types.js";
import { clockTime } from "./time.js";
import { listNames, nameOf } from "./text.js";

/** Faces per message; more are counted. */
const FACES = 4;

export interface Reader {
  person: Person;
  lastRead: Date;
}

/**
 * Readers by the id of the last message they have read. Nobody is shown under an own message: that one wrote it is
 * sign enough. Messages that are not sent yet have been read by nobody.
 */
export function readersByMessage(messages: readonly Message[], read: ReadStates, ownId: string | undefined): Map<string, Reader[]> {
  const marks = new Map<string, Reader[]>();
  const sent = messages.filter((message) => message.status !== "sending" && message.status !== "failed");
  for (const [id, state] of Object.entries(read)) {
    if (id === ownId || !state.last_read) continue;
    const lastRead = new Date(state.last_read);
    const at = sent.findLast((message) => message.created_at <= lastRead);
    if (!at || at.user?.id === id) continue;
    const readers = marks.get(at.id) ?? [];
    readers.push({ person: state.user, lastRead });
    marks.set(at.id, readers);
  }
  return marks;
}

export function readMarks(readers: readonly Reader[] | undefined): TemplateResult | typeof nothing {
  if (!readers?.length) return nothing;
  const words = `Read by ${listNames(readers.map((reader) => nameOf(reader.person)))}`;
  const when = readers.map((reader) => `${nameOf(reader.person)}, ${clockTime(reader.lastRead)}`).join("\n");
  return html`<span class="read-marks" data-testid="read-marks" title=${when}>
    <span class="visually-hidden">${words}</span>
    ${readers.slice(0, FACES).map((reader) => personAvatar(reader.person, { size: "tiny" }))}
    ${readers.length > FACES ? html`<span class="read-more" aria-hidden="true">+${readers.length - FACES}</span>` : nothing}
  </span>`;
}
