/**
 * Owns the made-up chat that is measured: people, messages, the channel as a query returns it, events as the service
 * sends them (protocol notes, "Events"). Used by the page and by its server, so that both SDKs hold the same content.
 * No measuring.
 */

/** 2026-01-01, in milliseconds since 1970: message n was written n seconds later. */
const EPOCH = Date.UTC(2026, 0, 1);

/** A time with microseconds, as the service writes it. */
const at = (n, micros = 0) => `${new Date(EPOCH + n * 1_000).toISOString().slice(0, -1)}${String(micros % 1_000).padStart(3, "0")}Z`;

export const own = "me";
/** Writers of a channel; 30 is what a page of members holds. */
const PEOPLE = 30;
/** With it a `message.new` is 2.1 kB, the usual size. */
const TEXT = "The quick brown fox jumps over the lazy dog while the release notes are being written, and nobody has found the time to ask it why. " +
  "Meanwhile the dog has opened a thread about the fox, and forty people have reacted to it with a thumb. Shall we move the date?";

const person = (k, news = {}) => ({
  id: `person-${k}`, name: `Person Number ${k}`, image: `https://images.example.com/avatars/person-${k}/large.png?size=192`,
  role: "user", language: "en", teams: [], banned: false, online: true, blocked_user_ids: [],
  created_at: "2025-01-01T08:00:00.123456Z", updated_at: "2025-11-21T10:30:00.654321Z", last_active: "2025-12-31T23:59:59.111222Z", ...news,
});
const me = {
  ...person(0), id: own, name: "Me", devices: [], mutes: [], channel_mutes: [], invisible: false,
  unread_count: 0, total_unread_count: 0, unread_channels: 0, unread_threads: 0,
};

/** The first frame of a connection. */
export const hello = (connection) => ({ type: "health.check", connection_id: connection, cid: "*", me, created_at: at(0) });

const cid = (id) => `messaging:${id}`;
const writer = (n) => 1 + (n * 7) % PEOPLE;

export const message = (id, n, more = {}) => ({
  id: `${id}-message-${n}`, text: TEXT, html: `<p>${TEXT}</p>\n`, type: "regular", cid: cid(id), user: person(writer(n)),
  attachments: [], latest_reactions: [], own_reactions: [], reaction_counts: {}, reaction_scores: {}, reaction_groups: null,
  reply_count: 0, deleted_reply_count: 0, mentioned_users: [], silent: false, shadowed: false, pinned: false,
  pinned_at: null, pinned_by: null, pin_expires: null, restricted_visibility: [], created_at: at(n, n), updated_at: at(n, n), ...more,
});

const capabilities = ["send-message", "send-reaction", "send-reply", "read-events", "typing-events", "connect-events", "update-own-message", "delete-own-message", "upload-file", "quote-message"];
const config = {
  name: "messaging", typing_events: true, read_events: true, connect_events: true, delivery_events: true, custom_events: true, search: true, reactions: true,
  replies: true, quotes: true, mutes: true, uploads: true, url_enrichment: true, push_notifications: true, reminders: false, polls: true, count_messages: false,
  message_retention: "infinite", max_message_length: 5000, automod: "disabled", automod_behavior: "flag", commands: [], created_at: at(0), updated_at: at(0),
};

/** What a query of the channel returns, with `held` messages. */
export function bundle(id, held) {
  const people = [me, ...Array.from({ length: PEOPLE }, (_, k) => person(k + 1))];
  const member = (user) => ({
    user_id: user.id, user, role: "member", channel_role: "channel_member", status: "member", banned: false, shadow_banned: false,
    notifications_muted: false, created_at: at(0), updated_at: at(0),
  });
  return {
    channel: {
      id, type: "messaging", cid: cid(id), name: "Release planning", created_at: at(0), updated_at: at(0), last_message_at: at(held - 1, held - 1),
      created_by: person(1), frozen: false, disabled: false, member_count: people.length, own_capabilities: capabilities, config,
    },
    members: people.map(member), membership: member(me), watcher_count: 12, watchers: [], pinned_messages: [], threads: [], pending_messages: [],
    messages: Array.from({ length: held }, (_, n) => message(id, n)),
    read: people.map((user) => ({ user, last_read: at(held - 1, held - 1), last_read_message_id: `${id}-message-${held - 1}`, unread_messages: 0 })),
    duration: "12.34ms",
  };
}

const event = (type, id, n, more) => ({ type, created_at: at(n, n + 1), cid: cid(id), channel_type: "messaging", channel_id: id, ...more });
const numbers = { channel_custom: { name: "Release planning" }, channel_member_count: PEOPLE + 1, channel_message_count: 0 };

export const messageNew = (id, n) => event("message.new", id, n, {
  message: message(id, n), message_id: `${id}-message-${n}`, user: person(writer(n)), watcher_count: 12,
  unread_count: 1, total_unread_count: 1, unread_channels: 1, ...numbers,
});
export const messageDeleted = (id, n) => event("message.deleted", id, n, {
  message: message(id, n, { type: "deleted", deleted_at: at(n + 1) }), message_id: `${id}-message-${n}`, hard_delete: true, user: person(writer(n)), ...numbers,
});
export const messageUpdated = (id, n, turn) => event("message.updated", id, n + turn, {
  message: message(id, n, { text: `edit ${turn}: ${TEXT}`, updated_at: at(n + turn, turn), message_text_updated_at: at(n + turn, turn) }),
  message_id: `${id}-message-${n}`, user: person(writer(n)), ...numbers,
});
export function reactionNew(id, n, turn) {
  const user = person(1 + turn % PEOPLE);
  const reaction = { message_id: `${id}-message-${n}`, type: "like", score: 1, user_id: user.id, user, created_at: at(n + turn, turn), updated_at: at(n + turn, turn) };
  const reacted = {
    latest_reactions: [reaction], reaction_counts: { like: turn }, reaction_scores: { like: turn },
    reaction_groups: { like: { count: turn, sum_scores: turn, first_reaction_at: at(n), last_reaction_at: reaction.created_at } },
  };
  return event("reaction.new", id, n + turn, { message: message(id, n, reacted), message_id: reaction.message_id, reaction, user, ...numbers });
}
/** Only of people who wrote one of the first `held` messages. */
export const userUpdated = (held, turn) => ({
  type: "user.updated", created_at: at(turn),
  user: person(writer(turn % Math.min(held, PEOPLE)), { name: `Renamed ${turn}`, updated_at: at(turn, turn) }),
});
export const typingStart = (id, turn) => event("typing.start", id, turn, { user: person(1 + turn % PEOPLE) });
export const messageRead = (id, n, turn) => event("message.read", id, n + turn, {
  user: person(1 + turn % PEOPLE), last_read_message_id: `${id}-message-${n}`, ...numbers,
});
