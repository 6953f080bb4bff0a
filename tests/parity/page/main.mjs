/**
 * Owns the list of chapters and their order, and what the page offers to the run. Which SDK is behind `sdk` is the
 * bundler's to say.
 */
import * as sdk from "sdk";
import channelList from "./channel_list.mjs";
import channels from "./channels.mjs";
import connecting from "./connecting.mjs";
import events from "./events.mjs";
import invites from "./invites.mjs";
import longpoll from "./longpoll.mjs";
import members from "./members.mjs";
import messages from "./messages.mjs";
import pages from "./pages.mjs";
import { play } from "./play.mjs";
import reactions from "./reactions.mjs";
import reads from "./reads.mjs";
import replies from "./replies.mjs";
import syncing from "./syncing.mjs";
import users from "./users.mjs";
import visitors from "./visitors.mjs";

const chapters = {
  connecting, visitors, longpoll, users, channels, "channel-list": channelList, members, invites, messages, pages, replies, reactions,
  reads, events, syncing,
};

globalThis.tour = {
  chapters: Object.keys(chapters),
  play: ({ chapter, ...where }) => play(chapters[chapter], { ...where, sdk }),
};
