/** Owns the tour's chapter on polls as the SDK's objects: they act, and follow what others do. */
import { assert, each, until } from "./checks.mjs";

/** A poll of Anna's as her object and as Ben's. */
async function asked({ stage, anna, ben }) {
  const [hers, his] = await stage.room([anna, ben]);
  for (const { client } of [anna, ben]) client.polls.registerSubscriptions();
  const poll = await anna.client.polls.createPoll({ name: "When?", options: [{ text: "today" }, { text: "later" }], allow_answers: true });
  const { message } = await hers.sendMessage({ text: "vote!", poll_id: poll.id });
  await ben.hears("message.new");
  const theirs = ben.client.polls.fromState(poll.id);
  return { hers, his, poll, theirs, message, option: (text) => poll.data.options.find((one) => one.text === text).id };
}

export default {
  title: "Polls as objects",
  people: ["anna", "ben"],
  steps: [
    {
      says: "a poll that arrives with a message is there, and counts the votes of others",
      covers: ["PollManager.createPoll", "PollManager.fromState", "PollManager.registerSubscriptions", "Channel.vote", "Poll.castVote", "Poll.removeVote"],
      async run(cast) {
        const { his, poll, theirs, message, option } = await asked(cast);
        assert.equal(theirs.data.name, "When?");
        await his.vote(message.id, poll.id, { option_id: option("today") });
        await until("Anna sees the vote", () => poll.data.vote_count === 1);
        assert.equal(poll.data.vote_counts_by_option[option("today")], 1);
        await until("Ben knows his own vote", () => theirs.data.ownVotesByOptionId[option("today")]);
        assert.deepEqual(poll.data.ownVotesByOptionId, {});
        await poll.castVote(option("later"), message.id);
        await until("Ben sees Anna's vote", () => theirs.data.vote_count === 2);
        await theirs.removeVote(theirs.data.ownVotesByOptionId[option("today")].id, message.id);
        await until("the vote is taken back", () => poll.data.vote_count === 1);
        await until("Ben has no vote of his own", () => Object.keys(theirs.data.ownVotesByOptionId).length === 0);
      },
    },
    {
      says: "a vote is taken back through the channel",
      covers: ["Channel.vote", "Channel.removeVote"],
      async run(cast) {
        const { his, poll, message, option } = await asked(cast);
        const { vote } = await his.vote(message.id, poll.id, { option_id: option("today") });
        await until("it counts", () => poll.data.vote_count === 1);
        await his.removeVote(message.id, poll.id, vote.id);
        await until("it no longer counts", () => poll.data.vote_count === 0);
      },
    },
    {
      says: "answers come and go",
      covers: ["Poll.addAnswer", "Poll.removeAnswer", "Poll.queryAnswers"],
      async run(cast) {
        const { poll, theirs, message } = await asked(cast);
        await theirs.addAnswer("never", message.id);
        await until("Anna sees the answer", () => poll.data.answers_count === 1);
        assert.deepEqual(each("answer_text", poll.data.latest_answers), ["never"]);
        await until("Ben knows his own answer", () => theirs.data.ownAnswer?.answer_text === "never");
        assert.deepEqual(each("answer_text", (await poll.queryAnswers({})).votes), ["never"]);
        await theirs.removeAnswer(theirs.data.ownAnswer.id, message.id);
        await until("the answer is gone", () => poll.data.answers_count === 0);
      },
    },
    {
      says: "its author changes a poll under the eyes of the voters",
      covers: ["Poll.update", "Poll.partialUpdate", "Poll.createOption", "Poll.updateOption", "Poll.deleteOption", "Poll.close"],
      async run(cast) {
        const { poll, theirs } = await asked(cast);
        await poll.update({ name: "When then?", options: poll.data.options });
        await until("the new name arrives", () => theirs.data.name === "When then?");
        await poll.partialUpdate({ set: { description: "please" } });
        await until("the description arrives", () => theirs.data.description === "please");
        const { poll_option: option } = await poll.createOption({ text: "soon" });
        await until("the option arrives", () => theirs.data.options.length === 3);
        await poll.updateOption({ id: option.id, text: "very soon" });
        await until("its text changes", () => theirs.data.options.some(({ text }) => text === "very soon"));
        await poll.deleteOption(option.id);
        await until("it goes", () => theirs.data.options.length === 2);
        await poll.close();
        await until("the poll is closed", () => theirs.data.is_closed);
      },
    },
    {
      says: "polls and their votes are queried",
      covers: ["PollManager.getPoll", "PollManager.queryPolls", "Poll.query", "Poll.queryOptionVotes", "Poll.delete"],
      async run(cast) {
        const { anna, ben } = cast;
        const { poll, theirs, message, option } = await asked(cast);
        await theirs.castVote(option("later"), message.id);
        const fetched = await ben.client.polls.getPoll(poll.id);
        assert.equal(fetched.id, poll.id);
        // The manager may answer with the poll it already holds, which counts the vote when it hears of it.
        await until("the vote is counted", () => fetched.data.vote_count === 1);
        const { polls } = await anna.client.polls.queryPolls({ id: poll.id });
        assert.deepEqual(polls.map(({ id }) => id), [poll.id]);
        assert.equal((await poll.query(poll.id)).vote_count, 1);
        const { votes } = await poll.queryOptionVotes({ filter: { option_id: option("later") } });
        assert.deepEqual(each("user_id", votes), ["ben"]);
        await poll.delete();
        await ben.hears("poll.deleted");
      },
    },
    {
      says: "polls of messages that were loaded otherwise can be taken over",
      covers: ["PollManager.hydratePollCache", "PollManager.unregisterSubscriptions"],
      async run(cast) {
        const { his, poll } = await asked(cast);
        const cleo = await cast.stage.person("cleo");
        await cast.stage.backend("POST", `/channels/messaging/${his.id}`, { add_members: ["cleo"] });
        const { messages } = await cleo.client.channel("messaging", his.id).query({ messages: { limit: 1 } });
        cleo.client.polls.hydratePollCache(messages, true);
        assert.equal(cleo.client.polls.fromState(poll.id).data.name, "When?");
        for (const { client } of [cast.anna, cast.ben]) client.polls.unregisterSubscriptions();
      },
    },
  ],
};
