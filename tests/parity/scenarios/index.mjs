/** Owns the list of the comparison's scenarios by what they are about, and their order. */
import channelList from "./channel_list.mjs";
import channels from "./channels.mjs";
import connecting from "./connecting.mjs";
import dropping from "./dropping.mjs";
import editing from "./editing.mjs";
import environment from "./environment.mjs";
import functions from "./functions.mjs";
import leaving from "./leaving.mjs";
import lists from "./lists.mjs";
import members from "./members.mjs";
import paging from "./paging.mjs";
import people from "./people.mjs";
import pollEvents from "./poll_events.mjs";
import polls from "./polls.mjs";
import reactions from "./reactions.mjs";
import reads from "./reads.mjs";
import replies from "./replies.mjs";
import requests from "./requests.mjs";
import reviewing from "./reviewing.mjs";
import saving from "./saving.mjs";
import sending from "./sending.mjs";
import stores from "./stores.mjs";
import threadObjects from "./thread_objects.mjs";
import threads from "./threads.mjs";
import tokens from "./tokens.mjs";
import typing from "./typing.mjs";
import uploads from "./uploads.mjs";

export const families = {
  connecting, tokens, environment, leaving, requests, channels, "channel lists": channelList, sending, editing, reactions, reads, typing,
  members, paging, replies, "lists by hand": lists, threads, "thread objects": threadObjects, polls, "poll events": pollEvents, people,
  reviewing, saving, uploads, stores, dropping, functions,
};
