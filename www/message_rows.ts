/** Turns messages into rows: day titles, the unread line, and which bubbles belong together. Pure; drawn by message_list.ts. */
import type { Message } from "./chat_types.js";
import { isSameDay } from "./time.js";

export type Row =
  | { kind: "day"; key: string; date: Date }
  | { kind: "unread"; key: string }
  | { kind: "gap"; key: string; before: string }
  | { kind: "message"; key: string; message: Message; first: boolean; last: boolean };

/** Messages of one author less than five minutes apart are one group. */
const GROUP_MS = 5 * 60 * 1000;

function sameGroup(a: Message | undefined, b: Message | undefined): boolean {
  return (
    !!a &&
    !!b &&
    a.type !== "system" &&
    b.type !== "system" &&
    a.user?.id === b.user?.id &&
    isSameDay(a.created_at, b.created_at) &&
    b.created_at.getTime() - a.created_at.getTime() < GROUP_MS
  );
}

/**
 * @param firstUnreadId the message above which the unread line goes.
 * @param afterGap ids of the messages above which others may be missing.
 */
export function rowsOf(messages: readonly Message[], firstUnreadId?: string, afterGap: readonly string[] = []): Row[] {
  const rows: Row[] = [];
  messages.forEach((message, i) => {
    if (afterGap.includes(message.id)) rows.push({ kind: "gap", key: `gap-${message.id}`, before: message.id });
    const before = messages[i - 1];
    const after = messages[i + 1];
    if (!before || !isSameDay(before.created_at, message.created_at)) {
      rows.push({ kind: "day", key: `day-${message.created_at.toDateString()}`, date: message.created_at });
    }
    const startsUnread = message.id === firstUnreadId;
    if (startsUnread) rows.push({ kind: "unread", key: "unread" });
    rows.push({
      kind: "message",
      key: message.id,
      message,
      first: startsUnread || !sameGroup(before, message),
      last: after?.id === firstUnreadId || !sameGroup(message, after),
    });
  });
  return rows;
}
