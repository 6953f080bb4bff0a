/**
 * Owns the rows of the table: which events are delivered, whether somebody listens, and how to see in a channel's public
 * state that an event was really taken. No clock.
 */
import * as content from "./content.mjs";

const find = (channel, n) => channel.state.messages[n];

/**
 * `make(id, held, turn, nth)`: the turn-th event of a run, for a channel; `nth` is higher with each in that channel.
 * `adds`: the channel holds one more afterwards. `taken(channel, event, n)`: the state shows the event.
 */
const kinds = {
  "message.new": {
    adds: true,
    make: (id, held, turn, nth) => content.messageNew(id, held + nth),
    taken: (channel, { message }) => channel.state.messages.at(-1)?.id === message.id,
  },
  "message.updated": {
    make: (id, held, turn) => content.messageUpdated(id, anywhere(turn, held), turn),
    taken: (channel, { message }, n) => find(channel, n)?.text === message.text,
  },
  "reaction.new": {
    make: (id, held, turn) => content.reactionNew(id, anywhere(turn, held), turn),
    taken: (channel, { message }, n) => find(channel, n)?.reaction_counts?.like === message.reaction_counts.like,
  },
  "user.updated": {
    make: (id, held, turn) => content.userUpdated(held, turn),
    taken: (channel, { user }) => channel.state.messages.findLast((message) => message.user.id === user.id)?.user.name === user.name,
  },
  "typing.start": {
    make: (id, held, turn) => content.typingStart(id, turn),
    taken: (channel, { user }) => user.id in channel.state.typing,
  },
  "message.read": {
    make: (id, held, turn) => content.messageRead(id, held - 1, turn),
    taken: (channel, { user, created_at }) => Math.abs(channel.state.read[user.id].last_read - new Date(created_at)) < 2,
  },
};

/** A message somewhere in the list, different with every turn: the golden ratio spreads evenly. */
export const anywhere = (turn, held) => Math.floor((turn * 0.618_033_988_75 % 1) * held);

/** The rows in the order of the table. The first two are those with targets. */
export const rows = [
  { name: "message.new, nobody reads", kind: "message.new", reads: false },
  { name: "message.new, list read each time", kind: "message.new", reads: true },
  ...Object.keys(kinds).slice(1).map((kind) => ({ name: kind, kind, reads: false })),
].map((row) => ({ ...row, ...kinds[row.kind] }));

/** Messages held, and in how many channels each, so that a batch that adds messages changes that number little. */
export const sizes = [
  { held: 25, channels: 20 },
  { held: 1_000, channels: 4 },
  { held: 10_000, channels: 1 },
];

/**
 * Events of a batch: with fewer, the collection of what an SDK throws away falls outside of what is timed (measured: the
 * peer at 10 000 messages 93 us in batches of 40, more than twice that in batches of 120).
 */
export const BATCH = 120;

/**
 * Events at the beginning of a batch that are not timed. The other SDK's batch has filled the processor's caches; that
 * costs some 80 microseconds at the beginning (measured: typing.start 10.6 us in batches of 16, 5 in batches of 100).
 */
export const LEAD_IN = 20;
