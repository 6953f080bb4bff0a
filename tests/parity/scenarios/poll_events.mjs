/** Owns the scenarios about events given to a poll object by hand, and the calls about options and votes. Polls in use: polls.mjs. */

const started = async (stage, fields = {}) => {
  const all = await stage.people("anna", "ben");
  const [hers] = await stage.room(all);
  const [anna, ben] = all.map(({ client }) => client);
  let poll;
  await stage.act(async () => {
    poll = await anna.polls.createPoll({ id: "poll-1", name: "When?", options: [{ id: "today", text: "today" }, { id: "later", text: "later" }], allow_answers: true, ...fields });
    return poll;
  }, "a poll is made");
  await stage.act(() => hers.sendMessage({ id: "m1", text: "vote!", poll_id: "poll-1" }));
  const { options } = poll.data;
  return { anna, ben, hers, poll, today: options[0].id, later: options[1].id };
};

/** The poll as an event brings it. */
const brought = (poll, fields = {}) => ({ ...poll.data, id: poll.id, own_votes: undefined, ownVotesByOptionId: undefined, maxVotedOptionIds: undefined, lastActivityAt: undefined, ownAnswer: undefined, ...fields });

const event = (stage, type, poll, fields, second = 100) => ({ type, cid: "messaging:kitchen", created_at: stage.time(second), poll: brought(poll, fields.poll), ...(fields.vote && { poll_vote: fields.vote }) });

const vote = (stage, option_id, user_id, fields = {}) => ({ id: `v-${option_id}-${user_id}`, poll_id: "poll-1", option_id, user_id, user: { id: user_id }, created_at: stage.time(90), updated_at: stage.time(90), ...fields });

export default {
  "votes given by hand": async (stage) => {
    const { poll, today, later } = await started(stage);
    const cast = (option, who, counts, second) => poll.handleVoteCasted(event(stage, "poll.vote_casted", poll, { vote: vote(stage, option, who), poll: { vote_count: Object.values(counts).reduce((a, b) => a + b, 0), vote_counts_by_option: counts, latest_votes_by_option: { [option]: [vote(stage, option, who)] } } }, second));
    await stage.act(async () => void cast(today, "anna", { [today]: 1 }, 100));
    stage.look("own", poll.data);
    await stage.act(async () => void cast(later, "ben", { [today]: 1, [later]: 1 }, 101));
    stage.look("another's", poll.data);
    await stage.act(async () => void cast(later, "cleo", { [today]: 1, [later]: 2 }, 102));
    stage.look("a third", poll.data);
    await stage.act(async () => void poll.handleVoteRemoved(event(stage, "poll.vote_removed", poll, { vote: vote(stage, today, "anna"), poll: { vote_count: 2, vote_counts_by_option: { [later]: 2 }, latest_votes_by_option: { [later]: poll.data.latest_votes_by_option[later] } } }, 103)));
    stage.look("taken back", poll.data);
  },
  "a vote that changes": async (stage) => {
    const { poll, today, later } = await started(stage, { enforce_unique_vote: true });
    const counts = (option) => ({ vote_count: 1, vote_counts_by_option: { [option]: 1 }, latest_votes_by_option: { [option]: [vote(stage, option, "anna")] } });
    await stage.act(async () => void poll.handleVoteCasted(event(stage, "poll.vote_casted", poll, { vote: vote(stage, today, "anna"), poll: counts(today) }, 100)));
    await stage.act(async () => void poll.handleVoteChanged(event(stage, "poll.vote_changed", poll, { vote: vote(stage, later, "anna"), poll: counts(later) }, 101)));
    stage.look("changed", poll.data);
  },
  "answers given by hand": async (stage) => {
    const { poll } = await started(stage);
    const answer = (who, text, id = `a-${who}`) => ({ id, poll_id: "poll-1", user_id: who, user: { id: who }, answer_text: text, is_answer: true, created_at: stage.time(90), updated_at: stage.time(90) });
    await stage.act(async () => void poll.handleVoteCasted(event(stage, "poll.vote_casted", poll, { vote: answer("anna", "never"), poll: { answers_count: 1, latest_answers: [answer("anna", "never")] } }, 100)));
    stage.look("own", poll.data);
    await stage.act(async () => void poll.handleVoteCasted(event(stage, "poll.vote_casted", poll, { vote: answer("ben", "soon"), poll: { answers_count: 2, latest_answers: [answer("ben", "soon"), answer("anna", "never")] } }, 101)));
    stage.look("another's", poll.data);
    await stage.act(async () => void poll.handleVoteRemoved(event(stage, "poll.vote_removed", poll, { vote: answer("anna", "never"), poll: { answers_count: 1, latest_answers: [answer("ben", "soon")] } }, 102)));
    stage.look("taken back", poll.data);
  },
  "changed and closed by hand": async (stage) => {
    const { poll, today } = await started(stage);
    await stage.act(async () => void poll.handleVoteCasted(event(stage, "poll.vote_casted", poll, { vote: vote(stage, today, "anna"), poll: { vote_count: 1, vote_counts_by_option: { [today]: 1 }, latest_votes_by_option: { [today]: [vote(stage, today, "anna")] } } }, 100)));
    await stage.act(async () => void poll.handlePollUpdated(event(stage, "poll.updated", poll, { poll: { name: "When then?", description: "please", colour: "red" } }, 101)));
    stage.look("changed", poll.data);
    await stage.act(async () => void poll.handlePollClosed(event(stage, "poll.closed", poll, { poll: { is_closed: true } }, 102)));
    stage.look("closed", { closed: poll.data.is_closed, own: poll.data.ownVotesByOptionId, at: poll.data.lastActivityAt });
  },
  "events of another poll, and without one": async (stage) => {
    const { poll, today } = await started(stage);
    const before = poll.data;
    const other = (type) => event(stage, type, poll, { vote: vote(stage, today, "anna", { poll_id: "other" }), poll: { id: "other", name: "Another" } });
    await stage.act(async () => void poll.handlePollUpdated(other("poll.updated")));
    await stage.act(async () => void poll.handlePollClosed(other("poll.closed")));
    await stage.act(async () => void poll.handleVoteCasted(other("poll.vote_casted")));
    await stage.act(async () => void poll.handleVoteChanged(other("poll.vote_changed")));
    await stage.act(async () => void poll.handleVoteRemoved(other("poll.vote_removed")));
    stage.look("the same", poll.data === before);
    await stage.act(async () => void poll.handlePollUpdated({ type: "poll.updated" }));
    await stage.act(async () => void poll.handleVoteCasted({ type: "poll.vote_casted" }));
    await stage.act(async () => void poll.handlePollUpdated(event(stage, "poll.closed", poll, { poll: { name: "of another type" } })));
    stage.look("the same then", poll.data === before);
  },
  "begun anew": async (stage) => {
    const { anna, poll, today } = await started(stage);
    await stage.act(() => poll.castVote(today, "m1"));
    const { poll: answer } = await stage.act(() => anna.getPoll("poll-1")) ?? {};
    await stage.act(async () => void poll.reinitializeState({ ...answer, name: "Anew" }));
    stage.look("anew", { name: poll.data.name, own: poll.data.ownVotesByOptionId, max: poll.data.maxVotedOptionIds });
    await stage.act(async () => void poll.reinitializeState({ ...answer, own_votes: [], vote_counts_by_option: {} }));
    stage.look("without votes", { name: poll.data.name, own: poll.data.ownVotesByOptionId, max: poll.data.maxVotedOptionIds });
    let told = 0;
    const end = poll.state.subscribe(() => {
      told += 1;
    });
    await stage.act(async () => void poll.reinitializeState(answer));
    stage.look("told", told);
    end();
  },
  "subscribed once and twice": async (stage) => {
    const { anna } = await started(stage);
    const has = () => [anna.polls.hasSubscriptions, anna.threads.hasSubscriptions];
    stage.look("before", has());
    await stage.act(async () => {
      anna.polls.registerSubscriptions();
      anna.polls.registerSubscriptions();
      anna.threads.registerSubscriptions();
      anna.threads.registerSubscriptions();
    }, "subscribed");
    stage.look("subscribed", has());
    await stage.act(async () => {
      anna.polls.unregisterSubscriptions();
      anna.threads.unregisterSubscriptions();
    }, "ended once");
    stage.look("ended once", has());
    await stage.act(async () => {
      anna.polls.unregisterSubscriptions();
      anna.threads.unregisterSubscriptions();
      anna.threads.unregisterSubscriptions();
    }, "ended");
    stage.look("ended", has());
  },
  "options as bare calls": async (stage) => {
    const { anna, ben } = await started(stage, { allow_user_suggested_options: true });
    const { poll_option: soon } = await stage.act(() => anna.createPollOption("poll-1", { text: "soon", colour: "red" })) ?? {};
    await stage.act(() => anna.getPollOption("poll-1", soon?.id));
    await stage.act(() => anna.updatePollOption("poll-1", { id: soon?.id, text: "very soon" }));
    await stage.act(() => anna.updatePollOption("poll-1", { text: "no id" }));
    await stage.act(() => anna.deletePollOption("poll-1", soon?.id));
    await stage.act(() => anna.deletePollOption("poll-1", soon?.id));
    await stage.act(() => anna.deletePollOption("poll-1", "unknown"));
    await stage.act(() => anna.createPollOption("unknown", { text: "x" }));
    await stage.act(() => anna.createPollOption("poll-1", { text: "today" }));
    await stage.act(() => anna.createPollOption("poll-1", {}));
    await stage.act(() => ben.createPollOption("poll-1", { text: "Ben's" }));
  },
  "a poll replaced as a whole": async (stage) => {
    const { anna, ben, poll } = await started(stage);
    await stage.act(() => anna.updatePoll({ id: "poll-1", name: "Where?", options: poll.data.options }));
    await stage.act(() => anna.updatePoll({ id: "poll-1", name: "" }));
    await stage.act(() => anna.updatePoll({ name: "no id" }));
    await stage.act(() => anna.updatePoll({ id: "unknown", name: "nothing" }));
    await stage.act(() => ben.updatePoll({ id: "poll-1", name: "not mine" }));
    await stage.act(() => anna.partialUpdatePoll("poll-1", { unset: ["description"] }));
    await stage.act(() => anna.partialUpdatePoll("poll-1", {}));
  },
  "votes taken back": async (stage) => {
    const { anna, ben, today } = await started(stage);
    const { vote: given } = await stage.act(() => anna.castPollVote("m1", "poll-1", { option_id: today })) ?? {};
    await stage.act(() => ben.removePollVote("m1", "poll-1", given?.id));
    await stage.act(() => anna.removePollVote("m1", "poll-1", given?.id));
    await stage.act(() => anna.removePollVote("m1", "poll-1", given?.id));
    await stage.act(() => anna.removePollVote("unknown", "poll-1", "x"));
  },
};
