/** Owns the tour's chapter on polls by the client's calls. As objects that follow their events: poll_objects.mjs. */
import { assert, each, refused } from "./checks.mjs";

const cake = { name: "Which cake?", options: [{ text: "apple" }, { text: "plum" }, { text: "none" }], enforce_unique_vote: true, allow_answers: true };

/** A poll of Anna's in a room with Ben. */
async function asked({ stage, anna, ben }, poll = {}) {
  const [hers, his] = await stage.room([anna, ben]);
  const made = (await anna.client.createPoll({ ...cake, ...poll })).poll;
  const { message } = await hers.sendMessage({ text: "vote!", poll_id: made.id });
  await ben.hears("message.new");
  return { hers, his, poll: made, message, option: (text) => made.options.find((one) => one.text === text).id };
}

export default {
  title: "Polls",
  people: ["anna", "ben"],
  steps: [
    {
      says: "a poll travels with its message",
      covers: ["StreamChat.createPoll", "StreamChat.getPoll"],
      async run(cast) {
        const { his, poll, message } = await asked(cast);
        assert.deepInclude(poll, { name: "Which cake?", vote_count: 0, enforce_unique_vote: true, created_by_id: "anna", own_votes: [] });
        assert.deepEqual(each("text", poll.options), ["apple", "plum", "none"]);
        assert.equal(message.poll.id, poll.id);
        assert.equal(his.state.messages[0].poll.name, "Which cake?");
        assert.equal((await cast.ben.client.getPoll(poll.id)).poll.name, "Which cake?");
        await refused(cast.ben.client.getPoll("unknown"), 16);
      },
    },
    {
      says: "a vote is counted; the next one of the same voter replaces it",
      covers: ["StreamChat.castPollVote", "StreamChat.removePollVote"],
      async run(cast) {
        const { anna, ben } = cast;
        const { poll, message, option } = await asked(cast);
        const { vote } = await ben.client.castPollVote(message.id, poll.id, { option_id: option("apple") });
        assert.include(vote, { option_id: option("apple"), user_id: "ben", poll_id: poll.id });
        const casted = await anna.hears("poll.vote_casted");
        assert.deepEqual([casted.poll.vote_count, casted.poll.vote_counts_by_option[option("apple")], casted.poll_vote.user_id], [1, 1, "ben"]);
        await ben.client.castPollVote(message.id, poll.id, { option_id: option("plum") });
        const changed = await anna.hears("poll.vote_changed");
        assert.equal(changed.poll_vote.option_id, option("plum"));
        assert.deepEqual([changed.poll.vote_count, changed.poll.vote_counts_by_option[option("apple")] ?? 0, changed.poll.vote_counts_by_option[option("plum")]], [1, 0, 1]);
        const own = (await ben.client.getPoll(poll.id)).poll.own_votes;
        assert.deepEqual(each("option_id", own), [option("plum")]);
        assert.deepEqual((await anna.client.getPoll(poll.id)).poll.own_votes, []);
        await ben.client.removePollVote(message.id, poll.id, own[0].id);
        assert.equal((await anna.hears("poll.vote_removed")).poll.vote_count, 0);
      },
    },
    {
      says: "several votes are allowed up to the limit",
      covers: ["StreamChat.castPollVote"],
      async run(cast) {
        const { poll, message, option } = await asked(cast, { enforce_unique_vote: false, max_votes_allowed: 2 });
        const vote = (text) => cast.ben.client.castPollVote(message.id, poll.id, { option_id: option(text) });
        await vote("apple");
        await vote("plum");
        const error = await vote("none").then(() => undefined, (reason) => reason);
        assert.isAtLeast(error?.status ?? 0, 400);
        assert.isBelow(error.status, 500);
        assert.equal((await cast.anna.client.getPoll(poll.id)).poll.vote_count, 2);
      },
    },
    {
      says: "who has an answer of his own gives it apart from the votes",
      covers: ["StreamChat.addPollAnswer", "StreamChat.queryPollAnswers", "StreamChat.queryPollVotes"],
      async run(cast) {
        const { anna, ben } = cast;
        const { poll, message, option } = await asked(cast);
        await ben.client.addPollAnswer(message.id, poll.id, "cheese");
        await anna.hears("poll.vote_casted", ({ poll_vote: vote }) => vote.answer_text === "cheese");
        await anna.client.castPollVote(message.id, poll.id, { option_id: option("none") });
        const { poll: now } = await anna.client.getPoll(poll.id);
        assert.deepEqual([now.vote_count, now.answers_count], [1, 1]);
        assert.deepEqual(each("answer_text", now.latest_answers), ["cheese"]);
        const answers = await anna.client.queryPollAnswers(poll.id);
        assert.deepEqual(each("answer_text", answers.votes), ["cheese"]);
        const votes = await anna.client.queryPollVotes(poll.id, { option_id: option("none") });
        assert.deepEqual(each("user_id", votes.votes), ["anna"]);
      },
    },
    {
      says: "options are added, read, changed and taken away",
      covers: ["StreamChat.createPollOption", "StreamChat.getPollOption", "StreamChat.updatePollOption", "StreamChat.deletePollOption"],
      async run(cast) {
        const { anna, ben } = cast;
        const { poll } = await asked(cast);
        const { poll_option: added } = await anna.client.createPollOption(poll.id, { text: "lemon" });
        assert.equal(added.text, "lemon");
        assert.lengthOf((await ben.hears("poll.updated")).poll.options, 4);
        assert.equal((await ben.client.getPollOption(poll.id, added.id)).poll_option.text, "lemon");
        await anna.client.updatePollOption(poll.id, { id: added.id, text: "lime" });
        assert.include(each("text", (await ben.hears("poll.updated")).poll.options), "lime");
        await anna.client.deletePollOption(poll.id, added.id);
        assert.deepEqual(each("text", (await ben.client.getPoll(poll.id)).poll.options), ["apple", "plum", "none"]);
      },
    },
    {
      says: "a poll is changed by its author, then closed for good",
      covers: ["StreamChat.updatePoll", "StreamChat.partialUpdatePoll", "StreamChat.closePoll"],
      async run(cast) {
        const { anna, ben } = cast;
        const { poll, message, option } = await asked(cast);
        await anna.client.updatePoll({ id: poll.id, ...cake, name: "Which pie?", options: poll.options });
        assert.equal((await ben.hears("poll.updated")).poll.name, "Which pie?");
        await anna.client.partialUpdatePoll(poll.id, { set: { description: "For Sunday" } });
        assert.include((await ben.hears("poll.updated")).poll, { name: "Which pie?", description: "For Sunday" });
        await refused(ben.client.partialUpdatePoll(poll.id, { set: { name: "Mine" } }), 17);
        assert.isTrue((await anna.client.closePoll(poll.id)).poll.is_closed);
        assert.isTrue((await ben.hears("poll.closed")).poll.is_closed);
        const error = await ben.client.castPollVote(message.id, poll.id, { option_id: option("apple") }).then(() => undefined, (reason) => reason);
        assert.isAtLeast(error?.status ?? 0, 400);
      },
    },
    {
      says: "polls are found, and deleted from their message",
      covers: ["StreamChat.queryPolls", "StreamChat.deletePoll"],
      async run(cast) {
        const { anna, ben } = cast;
        const { poll, message } = await asked(cast, { name: "Only once" });
        const { polls } = await anna.client.queryPolls({ name: "Only once", is_closed: false }, [{ created_at: -1 }], { limit: 5 });
        assert.deepEqual(each("id", polls), [poll.id]);
        await anna.client.deletePoll(poll.id);
        assert.equal((await ben.hears("poll.deleted")).poll.id, poll.id);
        assert.notOk((await ben.client.getMessage(message.id)).message.poll);
      },
    },
  ],
};
