/** Owns the list of the comparison's scenarios by what they are about, and their order. */
import channelList from "./channel_list.mjs";
import channels from "./channels.mjs";
import connecting from "./connecting.mjs";
import dropping from "./dropping.mjs";
import editing from "./editing.mjs";
import functions from "./functions.mjs";
import members from "./members.mjs";
import paging from "./paging.mjs";
import people from "./people.mjs";
import polls from "./polls.mjs";
import reactions from "./reactions.mjs";
import reads from "./reads.mjs";
import replies from "./replies.mjs";
import saving from "./saving.mjs";
import sending from "./sending.mjs";
import threads from "./threads.mjs";
import typing from "./typing.mjs";
import uploads from "./uploads.mjs";

export const families = {
  connecting, channels, "channel lists": channelList, sending, editing, reactions, reads, typing, members, paging, replies,
  threads, polls, people, saving, uploads, dropping,
  functions,
};
