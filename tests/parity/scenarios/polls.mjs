/** Owns the scenarios about polls: as calls, as objects of the SDK, and in messages. */

const started = async (stage, fields = {}) => {
  const all = await stage.people("anna", "ben");
  const [hers, his] = await stage.room(all);
  const [anna, ben] = all.map(({ client }) => client);
  for (const client of [anna, ben]) client.polls.registerSubscriptions();
  let poll;
  await stage.act(async () => {
    poll = await anna.polls.createPoll({ id: "poll-1", name: "When?", options: [{ text: "today" }, { text: "later" }], ...fields });
    return poll;
  }, "a poll is made");
  await stage.act(() => hers.sendMessage({ id: "m1", text: "vote!", poll_id: "poll-1" }));
  const option = (text) => poll?.data.options.find((one) => one.text === text)?.id;
  return { anna, ben, hers, his, poll, theirs: ben.polls.fromState("poll-1"), option };
};

export default {
  "made and sent": async (stage) => {
    const { ben, theirs } = await started(stage, { allow_answers: true, allow_user_suggested_options: true, description: "please" });
    stage.look("Ben's", theirs?.data);
    stage.look("known", [...ben.polls.data.keys()]);
  },
  "votes of both": async (stage) => {
    const { poll, theirs, his, option } = await started(stage);
    await stage.act(() => his.vote("m1", "poll-1", { option_id: option("today") }));
    stage.look("Anna's", poll.data);
    stage.look("Ben's", theirs.data);
    await stage.act(() => poll.castVote(option("later"), "m1"));
    await stage.act(() => poll.castVote(option("today"), "m1"));
    stage.look("Anna's then", poll.data);
  },
  "one vote at most": async (stage) => {
    const { poll, theirs, option } = await started(stage, { enforce_unique_vote: true });
    await stage.act(() => theirs.castVote(option("today"), "m1"));
    await stage.act(() => theirs.castVote(option("later"), "m1"));
    stage.look("Anna's", poll.data);
    stage.look("Ben's", theirs.data);
  },
  "as many votes as allowed": async (stage) => {
    const { theirs, option } = await started(stage, { max_votes_allowed: 2, options: [{ text: "today" }, { text: "later" }, { text: "never" }] });
    for (const text of ["today", "later", "never"]) await stage.act(() => theirs.castVote(option(text), "m1"), `a vote for ${text}`);
    stage.look("Ben's", theirs.data);
  },
  "a vote taken back": async (stage) => {
    const { poll, theirs, his, option } = await started(stage);
    const { vote } = await stage.act(() => his.vote("m1", "poll-1", { option_id: option("today") })) ?? {};
    await stage.act(() => his.removeVote("m1", "poll-1", vote?.id));
    stage.look("Anna's", poll.data);
    stage.look("Ben's", theirs.data);
  },
  "answers": async (stage) => {
    const { poll, theirs } = await started(stage, { allow_answers: true });
    await stage.act(() => theirs.addAnswer("never", "m1"));
    await stage.act(() => theirs.addAnswer("well, perhaps", "m1"));
    stage.look("Anna's", poll.data);
    stage.look("Ben's", theirs.data);
    await stage.act(() => poll.queryAnswers({}));
    await stage.act(() => theirs.removeAnswer(theirs.data.ownAnswer?.id, "m1"));
    stage.look("Ben's then", theirs.data);
  },
  "secret votes": async (stage) => {
    const { poll, theirs, option } = await started(stage, { voting_visibility: "anonymous" });
    await stage.act(() => theirs.castVote(option("today"), "m1"));
    stage.look("Anna's", poll.data);
    stage.look("Ben's", theirs.data);
  },
  "changed under the voters' eyes": async (stage) => {
    const { poll, theirs, option } = await started(stage);
    await stage.act(() => theirs.castVote(option("today"), "m1"));
    await stage.act(() => poll.update({ name: "When then?", options: poll.data.options }));
    await stage.act(() => poll.partialUpdate({ set: { description: "please" } }));
    stage.look("Ben's", theirs.data);
  },
  "options come and go": async (stage) => {
    const { poll, theirs } = await started(stage);
    const { poll_option: made } = await stage.act(() => poll.createOption({ text: "soon" })) ?? {};
    await stage.act(() => poll.updateOption({ id: made?.id, text: "very soon" }));
    await stage.act(() => poll.deleteOption(made?.id));
    stage.look("Ben's", theirs.data.options);
  },
  "closed": async (stage) => {
    const { poll, theirs, option } = await started(stage);
    await stage.act(() => poll.close());
    stage.look("Ben's", theirs.data.is_closed);
    await stage.act(() => theirs.castVote(option("today"), "m1"));
  },
  "deleted": async (stage) => {
    const { poll, ben } = await started(stage);
    await stage.act(() => poll.delete());
    await stage.act(() => ben.getPoll("poll-1"));
  },
  "queried": async (stage) => {
    const { anna, poll, theirs, option } = await started(stage);
    await stage.act(() => theirs.castVote(option("later"), "m1"));
    await stage.act(() => anna.polls.queryPolls({ id: "poll-1" }, { created_at: -1 }, { limit: 5 }));
    await stage.act(() => anna.polls.getPoll("poll-1"));
    await stage.act(() => poll.query("poll-1"));
    await stage.act(() => poll.queryOptionVotes({ filter: { option_id: option("later") }, sort: { created_at: -1 }, options: { limit: 3 } }));
  },
  "as bare calls": async (stage) => {
    const { anna, ben, option } = await started(stage, { allow_answers: true });
    await stage.act(() => ben.castPollVote("m1", "poll-1", { option_id: option("today") }));
    await stage.act(() => ben.addPollAnswer("m1", "poll-1", "hm"));
    await stage.act(() => anna.queryPollVotes("poll-1", { option_id: option("today") }, { created_at: 1 }, { limit: 2 }));
    await stage.act(() => anna.queryPollAnswers("poll-1", {}, {}, { limit: 2 }));
    await stage.act(() => anna.getPollOption("poll-1", option("today")));
    await stage.act(() => anna.queryPolls({ name: "When?" }));
    await stage.act(() => anna.partialUpdatePoll("poll-1", { set: { name: "Now?" } }));
    await stage.act(() => anna.closePoll("poll-1"));
    await stage.act(() => anna.deletePoll("poll-1"));
  },
  "found in messages": async (stage) => {
    const { hers, anna, ben } = await started(stage);
    ben.polls.unregisterSubscriptions();
    await stage.act(async () => anna.polls.hydratePollCache(hers.state.messages, true));
    stage.look("known", [...anna.polls.data.keys()]);
    await stage.act(async () => anna.polls.fromState("unknown") ?? null);
  },
  "refused": async (stage) => {
    const [{ client }] = await stage.people("anna");
    await stage.act(() => client.createPoll({ name: "" }));
    await stage.act(() => client.getPoll("unknown"));
    await stage.act(() => client.castPollVote("m1", "unknown", { option_id: "x" }));
  },
};
