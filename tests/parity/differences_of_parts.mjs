/**
 * Owns the meant differences of parts that an app uses by themselves: connecting and leaving, requests by their path, errors,
 * stores, lists and objects that are changed by hand. All others, and what an entry is made of: differences.mjs.
 */
import { onlyOurs, onlyPeer } from "./comparison/sides.mjs";

export const ofParts = [
  {
    where: "a token function that gives no token",
    scenario: /^tokens: of a client whose function gives rubbish$/,
    path: /^requests \/ anna$/,
    when: onlyPeer,
    reason: "what is no token of the user is not sent; the peer opens a socket with it, and is refused",
  },
  {
    where: "`openConnection` while a connection is open",
    scenario: /^leaving: a connection opened twice$/,
    step: /^client\.openConnection/,
    path: /^result$/,
    reason: "gives what connecting gave; the peer gives nothing",
  },
  {
    where: "`wsPromise` after `disconnectUser`",
    scenario: /^leaving: twice$/,
    path: /^looks \/ promises \/ \*$/,
    reason: "null, as before connecting; the peer keeps the promise of a connection that is gone",
  },
  {
    where: "`recoverState` without a connection",
    scenario: /^leaving: recovered before any connection$/,
    path: /^events \/ anna$/,
    when: onlyPeer,
    reason: "does nothing; the peer says that it has recovered",
  },
  {
    where: "changes of replies after `recoverState`",
    scenario: /^leaving: threads kept by the app$/,
    path: /POST \/sync$/,
    when: onlyOurs,
    reason: "asked for, as the query brings no replies; the peer keeps those that it has as they were",
  },
  {
    where: "parameters that are null in a request by its path",
    scenario: /^requests: by their path, with parameters of all kinds$/,
    step: /id_gt: null/,
    path: /^(result|error|requests \/ anna \/ GET \/messages\/h1\/replies \/ query \/ id_gt)$/,
    reason: "left out, as undefined ones are; the peer sends the word",
  },
  {
    where: "parameters beside a body in a request by its path",
    scenario: /^requests: by their path, with parameters beside a body$/,
    step: /^(a post with parameters|end)$/,
    path: /^(result|error|requests|events|end \/)/,
    reason: "sent with those that every request has; in the peer they take the place of those, and the service refuses",
  },
  {
    where: "a call that is aborted in the same moment",
    scenario: /^requests: aborted( too late)?$/,
    step: /^(while it is under way|by the second of two)$/,
    path: /^requests \/ anna$/,
    when: onlyOurs,
    reason: "has gone out; the peer sends a moment later. Both reject",
  },
  {
    where: "`setBaseURL` with a slash at the end",
    scenario: /^environment: addresses$/,
    path: /^looks \/ with a path \/ \*$/,
    reason: "the slash goes, as paths begin with one",
  },
  {
    where: "`code` of an error that the answer gives none",
    scenario: /^requests: (answers read by hand|errors of answers)$/,
    path: /^looks \/ (without a (body|code)|bare(, told)?) \/ code$/,
    when: ({ ours }) => ours === -1,
    reason: "-1: it is always a number; the peer says null",
  },
  {
    where: "`message` of `toJSON` of an error",
    scenario: /^requests: errors of answers$/,
    path: /^looks \/ (bare, |own, )?told \/ message$/,
    reason: "the message; the peer repeats code and status in it, which stand beside it",
  },
  {
    where: "users by `state.updateUserMessages`",
    scenario: /^lists by hand: messages of somebody, changed$/,
    path: /^end \/ \w+ \/ (client \/ users \/ zoe|.+ \/ ben (\/ .+)?\/? ?(name|updated_at))$/,
    reason: "one object for each user: the change shows in every copy; the peer changes it in messages alone",
  },
  {
    where: "`push_preferences` after `watch`",
    scenario: /^lists by hand: pushes of a channel$/,
    path: /^looks \/ queried$/,
    reason: "as the answer has them; the peer takes them from channel lists alone",
  },
  {
    where: "receipts while new messages are not added",
    scenario: /^lists by hand: not up to date$/,
    path: /POST \/channels\/delivered|^requests \/ anna$/,
    when: onlyPeer,
    reason: "an own message needs none; the peer reports the newest that is held, its own",
  },
  {
    where: "poll events without a poll",
    scenario: /^poll events: events of another poll, and without one$/,
    step: /\{ type: "poll\.\w+" \}/,
    path: /^(result|error)$/,
    reason: "change nothing; the peer throws",
  },
  {
    where: "a store made of two, after one subscriber has left",
    scenario: /^stores: two as one$/,
    path: /^looks \/ (without the first \/ \*|value then \/ a)$/,
    reason: "the others go on, and the value is the present one; in the peer nobody is told any more",
  },
];
