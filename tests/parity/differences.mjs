/**
 * Owns the differences to npm `stream-chat` that are meant, each with its reason. An entry says where in words (`where`) and for
 * the comparison (`path`, as it prints it; `scenario`, `step`: all if left out; `when`: what the two values are), and why. One
 * that no scenario meets any more fails.
 */

/** A moment of the run, in both or later. */
const isMoment = (value) => typeof value === "string" && /(^|Date |ms )T\+\d+$/.test(value);
const bothMoments = ({ peer, ours }) => isMoment(peer) && isMoment(ours);

const onlyOurs = ({ peer }) => peer === undefined;

export const known = [
  {
    where: "event `connection.state_changed`",
    path: /^events \/ \w+ \/ client connection\.state_changed$/,
    when: onlyOurs,
    reason: "an event of ours: each step of the connection and when the next attempt is, for apps that show it",
  },
  {
    where: "`channels` of the event `connection.recovered`",
    path: /client connection\.recovered \/ channels$/,
    when: onlyOurs,
    reason: "says of each channel whether the messages of the gap are complete",
  },
  {
    where: "`code` and `status` of a failed `connectUser`",
    scenario: /^connecting:/,
    path: /^error \/ (code|status)$/,
    when: ({ peer, ours }) => peer === undefined && typeof ours === "number",
    reason: "the service's code as a number; the peer writes it into the text of the message",
  },
  {
    where: "`id` of a message that is sent without one",
    path: /POST \/channels\/[^ ]+\/message \/ body \/ message \/ id$/,
    when: onlyOurs,
    reason: "made here, so that sending again after an unknown outcome cannot double the message",
  },
  {
    where: "`user_id` of `updateMemberPartial` for a named user",
    scenario: /^members: data of one's own membership$/,
    step: /userId:/,
    path: /^(error|result|requests|events)/,
    reason: "sent once; the peer sends it twice and is refused",
  },
  {
    where: "that member afterwards",
    scenario: /^members: data of one's own membership$/,
    path: /^end \/ \w+ \/ channels \/ messaging:kitchen \/ state \/ (members|membership)/,
    reason: "changed here, refused there: see the line above",
  },
  {
    where: "what was missed between `closeConnection` and `openConnection`",
    scenario: /^connecting: a connection that is closed and opened again$/,
    step: /^(end$|anna\.client\.openConnection)/,
    path: /./,
    reason: "watched again and fetched; the peer stays deaf and keeps the gap",
  },
  {
    where: "`message_limit` of the query after a reconnect",
    scenario: /^dropping:/,
    path: /POST \/channels \/ body \/ message_limit$/,
    reason: "as many messages as fill the gap of a usual absence with one request",
  },
  {
    where: "moments after a reconnect",
    scenario: /^dropping:/,
    path: /(_at|last_active|last_read|lastRead)$/,
    when: bothMoments,
    reason: "how long a client waits before it connects again is random in both",
  },
  {
    where: "moments after an expired token",
    scenario: /^connecting: an expired token is asked for again$/,
    path: /(_at|last_active)$/,
    when: bothMoments,
    reason: "the peer waits for a backoff before it asks for the new token, ours asks at once",
  },
  {
    where: "`state.read`, `countUnread()`, `unreadCount`, `lastRead()`",
    path: /^end \/ \w+ \/ channels \/ [^ ]+ \/ (state \/ (read|unreadCount)|countUnread$|lastRead$)/,
    when: ({ asServer }) => asServer,
    reason: "ours is what the server has, the peer is not: own messages are read, others have one unread more, who leaves has no read",
  },
];
