/**
 * Owns the list of chapters and their order, and what the page offers to the run. Which SDK is behind `sdk` is the
 * bundler's to say.
 */
import * as sdk from "sdk";
import bans from "./bans.mjs";
import blocks from "./blocks.mjs";
import channelList from "./channel_list.mjs";
import channels from "./channels.mjs";
import commands from "./commands.mjs";
import composing from "./composing.mjs";
import connecting from "./connecting.mjs";
import delivery from "./delivery.mjs";
import devices from "./devices.mjs";
import drafts from "./drafts.mjs";
import events from "./events.mjs";
import flags from "./flags.mjs";
import groups from "./groups.mjs";
import invites from "./invites.mjs";
import links from "./links.mjs";
import locations from "./locations.mjs";
import longpoll from "./longpoll.mjs";
import members from "./members.mjs";
import messages from "./messages.mjs";
import mutes from "./mutes.mjs";
import pages from "./pages.mjs";
import pins from "./pins.mjs";
import { play } from "./play.mjs";
import pollObjects from "./poll_objects.mjs";
import polls from "./polls.mjs";
import reactions from "./reactions.mjs";
import reads from "./reads.mjs";
import reminders from "./reminders.mjs";
import replies from "./replies.mjs";
import searching from "./searching.mjs";
import syncing from "./syncing.mjs";
import threads from "./threads.mjs";
import uploads from "./uploads.mjs";
import users from "./users.mjs";
import visitors from "./visitors.mjs";

const chapters = {
  connecting, visitors, longpoll, users, channels, "channel-list": channelList, members, invites, messages, pages, replies,
  threads, reactions, reads, delivery, pins, events, polls, "poll-objects": pollObjects, drafts, reminders, locations,
  searching, uploads, links, commands, mutes, blocks, bans, flags, devices, groups, composing, syncing,
};

globalThis.tour = {
  /** Names in order, with the options that a chapter's server has to be started with. */
  chapters: Object.entries(chapters).map(([name, { serverOptions = [] }]) => ({ name, serverOptions })),
  play: ({ chapter, ...where }) => play(chapters[chapter], { ...where, sdk }),
};
