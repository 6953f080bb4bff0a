/**
 * Owns the differences to npm `stream-chat` that are meant, each with its reason. An entry says where in words (`where`) and for
 * the comparison (`path`, as it prints it; `scenario`, `step`: all if left out; `when`: what the two values are), and why. One
 * that no scenario meets any more fails.
 */

/** A moment of the run, in both or later. */
const isMoment = (value) => typeof value === "string" && /(^|Date |ms )T\+\d+$/.test(value);
const bothMoments = ({ peer, ours }) => isMoment(peer) && isMoment(ours);

const onlyOurs = ({ peer }) => peer === undefined;
const onlyPeer = ({ ours }) => ours === undefined;

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
    where: "`connection.recovered` before the first connection",
    scenario: /^connecting: an expired token is asked for again$/,
    path: /client connection\.recovered$/,
    reason: "nothing was lost yet; the peer takes its second attempt for a recovery",
  },
  {
    where: "a message sent again after an unknown outcome",
    scenario: /^sending: no answer, then again$/,
    path: /^(result|error)/,
    reason: "\"already exists\" means that the first attempt arrived: success here, an error in the peer",
  },
  {
    where: "the request after \"already exists\"",
    scenario: /^sending: no answer, then again$/,
    path: /GET \/messages\/m1$/,
    when: onlyOurs,
    reason: "fetches what the first attempt made, so that the call can answer with it",
  },
  {
    where: "fields of a message that only the server sets",
    scenario: /^(sending: fields that only the server sets|editing: changed from what the state holds)$/,
    path: /POST \/[^ ]+ \/ body \/ message \/ \w+$/,
    when: onlyPeer,
    reason: "left out of requests; the peer sends some of them, which the server ignores",
  },
  {
    where: "counts and receipts on the way",
    scenario: /^reads: (receipts of the other|counts after deletions)$/,
    path: /^looks \/ (lines|for good)/,
    reason: "as the server has them, see `state.read`: own messages are read, what is deleted for good no longer counts",
  },
  {
    where: "messages that the app puts into the state, as it reads them then",
    scenario: /^sending: shown/,
    path: /^looks \/ (shown|failed) \/ \* \/ \w+$/,
    when: ({ peer, ours }) => peer === undefined && ours === null,
    reason: "every message that is held has the same fields",
  },
  {
    where: "`getConfig`, `muteStatus`, `countUnreadMentions`, `lastRead` of a channel that is gone or not queried yet",
    path: /^end \/ \w+ \/ channels \/ [^ ]+ \/ (config|muteStatus|countUnreadMentions|lastRead)$/,
    when: ({ peer }) => peer === "throws",
    reason: "answer from what is held; the peer throws. Calls to the server are refused in both",
  },
  {
    where: "`channel.data.config` after `channel.updated`",
    path: /^end \/ \w+ \/ channels \/ [^ ]+ \/ data \/ config$/,
    when: onlyOurs,
    reason: "events have no `config`; ours keeps what a query said, the peer loses it",
  },
  {
    where: "`channel.data` after truncation",
    scenario: /^channels: emptied/,
    path: /^end \/ \w+ \/ channels \/ [^ ]+ \/ data \/ (updated_at|message_count|last_message_at|truncated_at|truncated_by)( |$)/,
    reason: "taken from the event's channel; the peer keeps what was before",
  },
  {
    where: "messages of a channel that is truncated while it is not watched",
    scenario: /^channels: emptied unwatched$/,
    path: /^end \/ ben \/ channels \/ [^ ]+ \/ (lastMessage|state \/ (messages|latestMessages|messageSets|last_message_at))/,
    reason: "gone, as on the server; the peer shows them until the next query",
  },
  {
    where: "message sets that meet",
    scenario: /^paging: three sets apart$/,
    path: /(sets then|messageSets|channels \/ [^ ]+ \/ state \/ (messages|messagePagination))/,
    reason: "a page that reaches to a set joins it; the peer keeps the two apart",
  },
  {
    where: "own `membership` and `member_count` of who was removed",
    scenario: /^members: (removed|gone by oneself)$/,
    path: /^end \/ ben \/ channels \/ [^ ]+ \/ (state \/ membership|data \/ member_count)/,
    reason: "no longer a member; the peer keeps what was before",
  },
  {
    where: "`state.membership.user` after a change of the user",
    scenario: /^people: of one's own/,
    path: /state \/ membership \/ user \/ \w+$/,
    reason: "one object for each user, so a change reaches every copy; the peer forgets this one",
  },
  {
    where: "users of added members",
    scenario: /^members:/,
    path: /^end \/ \w+ \/ client \/ (users|userChannelReferences) \/ cleo$/,
    when: onlyOurs,
    reason: "known from the event on, so that their changes reach the member; the peer forgets to",
  },
  {
    where: "users without channels in `state.userChannelReferences`",
    path: /^end \/ \w+ \/ client \/ userChannelReferences \/ \w+$/,
    when: ({ peer, ours }) => ours === undefined && Object.keys(peer).length === 0,
    reason: "left out; the peer keeps an empty entry",
  },
  {
    where: "users of messages that the app puts into the state",
    scenario: /^(sending: shown|paging: the whole state by hand|replies: shown)/,
    path: / \/ user \/ \w+$/,
    when: onlyOurs,
    reason: "a user that is known is the known object, with all of his fields",
  },
  {
    where: "messages that the app puts into the state",
    scenario: /^(sending: shown|paging: the whole state by hand|replies: shown)/,
    path: /^result \/ messageSet \/ messages \/ \* \/ \w+$/,
    when: ({ peer, ours }) => peer === undefined && ours === null,
    reason: "every message that is held has the same fields",
  },
  {
    where: "`lastMessage()` among messages of one millisecond",
    scenario: /^sending: several at once$/,
    path: /^end \/ \w+ \/ channels \/ [^ ]+ \/ lastMessage$/,
    reason: "the service's times are finer than a `Date`: ours goes by the whole of it",
  },
  {
    where: "`typing.stop` of who went without saying so",
    scenario: /^typing:/,
    path: /client typing\.stop \/ (user \/ \w+|channel_\w+)$/,
    when: onlyOurs,
    reason: "says channel and user as the event of the service does; the peer only `cid` and the user's id",
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
