/** Polls as objects: what they ask, which events reach them, and that their state comes from the core. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  extractPollData, extractPollEnrichedData, isVoteAnswer, mapPollStateToResponse, Poll, type PollResponse, StreamChat,
} from '../../js/index.js';
import { type Fake, installFake } from './fake_core.js';

const response = (extra: object = {}): PollResponse => ({
  id: 'p', name: 'When?', options: [{ id: 'o', text: 'now' }], created_at: 'c', updated_at: 'u', created_by: null, created_by_id: 'ann',
  answers_count: 0, latest_answers: [], vote_count: 0, vote_counts_by_option: {}, latest_votes_by_option: {}, own_votes: [], ...extra,
});

let fake: Fake;
let client: StreamChat;
beforeEach(async () => {
  fake = installFake();
  client = new StreamChat('key');
  await client.getAppSettings();
  fake.calls.length = 0;
  fake.views['pollState'] = (_slot: unknown, [{ id: _id, own_votes: _votes, ...rest }]: [PollResponse]) =>
    ({ ...rest, lastActivityAt: new Date(0), maxVotedOptionIds: [], ownVotesByOptionId: {} });
  fake.views['pollEvent'] = (_slot: unknown, [state, , event, kind]: [object, object, { vote_count: number }, string]) => ({ ...state, kind, event });
  fake.answers['CreatePoll'] = { poll: response() };
  fake.answers['GetPoll'] = { poll: response({ name: 'fresh' }) };
});

const kindOf = (poll: Poll | undefined) => (poll?.data as unknown as { kind?: string }).kind;

test('a poll that was made, asked for or found is one object', async () => {
  const poll = await client.polls.createPoll({ name: 'When?' });
  assert.ok(poll instanceof Poll);
  assert.equal(client.polls.fromState('p'), poll);
  assert.equal(await client.polls.getPoll('p'), poll, 'at once');
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(poll.data.name, 'fresh', 'and brought up to date');
  fake.answers['QueryPolls'] = { polls: [response({ name: 'found' }), response({ id: 'q' })], next: 'n' };
  const { polls, next } = await client.polls.queryPolls({}, { created_at: -1 }, { limit: 2 });
  assert.deepEqual([polls[0] === poll, poll.data.name, polls[1]?.id, next], [true, 'found', 'q', 'n']);
  assert.deepEqual([...client.polls.data.keys()], ['p', 'q']);
});

test('a poll that cannot be refreshed is given all the same, one that is unknown is not', async () => {
  const poll = await client.polls.createPoll({ name: 'When?' });
  fake.answers['GetPoll'] = () => Promise.reject(new Error('no'));
  assert.equal(await client.polls.getPoll('p'), poll);
  await assert.rejects(async () => client.polls.getPoll('unknown'), /no/);
});

test('polls of messages are met, and events about them reach them', () => {
  client.polls.registerSubscriptions();
  client.polls.registerSubscriptions();
  fake.event({ type: 'message.new', message: { id: 'm', poll: response() } });
  fake.event({ type: 'message.new', message: { id: 'm', poll: response({ name: 'again' }) } });
  const poll = client.polls.fromState('p');
  assert.equal(poll?.data.name, 'When?');
  for (const type of ['poll.updated', 'poll.closed', 'poll.vote_casted', 'poll.vote_changed', 'poll.vote_removed']) {
    fake.event({ type, poll: response() });
    assert.equal(kindOf(poll), type);
    fake.event({ type: 'poll.updated', poll: response({ id: 'other' }) });
    assert.equal(kindOf(poll), type);
  }
  client.polls.unregisterSubscriptions();
  assert.equal(client.polls.hasSubscriptions, false);
  fake.event({ type: 'poll.updated', poll: response() });
  assert.equal(kindOf(poll), 'poll.vote_removed');
});

test('an event of another type or another poll changes nothing', async () => {
  const poll = new Poll({ client, poll: response() });
  const before = poll.data;
  poll.handlePollUpdated({ type: 'poll.closed', poll: response() });
  poll.handleVoteCasted({ type: 'poll.vote_casted', poll: response({ id: 'q' }) });
  poll.handleVoteCasted({ type: 'poll.vote_casted' });
  assert.equal(poll.data, before);
  poll.handlePollUpdated({ type: 'poll.updated', poll: response() });
  assert.equal(kindOf(poll), 'poll.updated');
});

test('messages of an answer take the place of what is known, others do not', () => {
  client.polls.hydratePollCache([{ id: 'm', type: 'regular', poll: response() }]);
  client.polls.hydratePollCache([{ id: 'm', type: 'regular', poll: response({ name: 'later' }) }, { id: 'n', type: 'regular' }]);
  assert.equal(client.polls.fromState('p')?.data.name, 'When?');
  client.polls.hydratePollCache([{ id: 'm', type: 'regular', poll: response({ name: 'later' }) }], true);
  assert.equal(client.polls.fromState('p')?.data.name, 'later');
});

test('polls of queried channels are met, as the own user sees them', async () => {
  fake.answers['queryChannel'] = { messages: [{ id: 'm', poll: response({ name: 'one' }) }] };
  await client.channel('messaging', 'a').watch();
  assert.equal(client.polls.fromState('p')?.data.name, 'one');
  fake.answers['queryChannels'] = { slots: [0], answer: { channels: [{ messages: [{ id: 'm', poll: response({ name: 'two' }) }] }] } };
  await client.queryChannels();
  assert.equal(client.polls.fromState('p')?.data.name, 'two');
});

test('disconnecting forgets the polls: own votes are the user\'s', async () => {
  await client.polls.createPoll({ name: 'When?' });
  await client.disconnectUser();
  assert.equal(client.polls.data.size, 0);
});

test('the answer about a poll becomes its state, that about another one does not', async () => {
  const poll = new Poll({ client, poll: response() });
  assert.equal((await poll.query('p')).name, 'fresh');
  assert.equal(poll.data.name, 'fresh');
  fake.answers['GetPoll'] = { poll: response({ id: 'q', name: 'other' }) };
  assert.equal((await poll.query('q')).name, 'other');
  assert.equal(poll.data.name, 'fresh');
});

test('a vote beyond the limit is not sent', async () => {
  fake.views['mayVote'] = false;
  assert.equal(await new Poll({ client, poll: response() }).castVote('o', 'm'), undefined);
  assert.deepEqual(fake.calls, []);
});

test('an own answer that an answer of the service no longer has is gone', () => {
  const poll = new Poll({ client, poll: response() });
  poll.state.partialNext({ ownAnswer: { id: 'a', poll_id: 'p', created_at: '', updated_at: '', answer_text: 'x', is_answer: true } });
  poll.reinitializeState(response());
  assert.equal(poll.data.ownAnswer, undefined);
});

test('before the core is there a poll shows what it was made of', () => {
  const early = new Poll({ client: new StreamChat('key'), poll: response({ name: 'early' }) });
  assert.deepEqual([early.data.name, early.data.ownVotesByOptionId, 'own_votes' in early.data], ['early', {}, false]);
});

test('an answer is a vote with a text', () => {
  const vote = { id: 'v', poll_id: 'p', created_at: '', updated_at: '' };
  assert.deepEqual([isVoteAnswer({ ...vote, answer_text: 'x' }), isVoteAnswer({ ...vote, answer_text: '' }), isVoteAnswer(vote)], [true, false, false]);
});

test('parts of a poll are taken by what makes them', () => {
  assert.deepEqual(extractPollData(response({ is_closed: false })), { id: 'p', name: 'When?', options: [{ id: 'o', text: 'now' }], is_closed: false });
  assert.deepEqual(extractPollEnrichedData(response({ vote_count: 2 })), { answers_count: 0, vote_count: 2, vote_counts_by_option: {}, latest_votes_by_option: {} });
});

test('a poll can be given as the service gave it', () => {
  const poll = new Poll({ client, poll: response() });
  const vote = { id: 'v', poll_id: 'p', option_id: 'o', created_at: '', updated_at: '' };
  const answer = { id: 'a', poll_id: 'p', created_at: '', updated_at: '', answer_text: 'x', is_answer: true };
  poll.state.partialNext({ ownVotesByOptionId: { o: vote }, ownAnswer: answer });
  assert.deepEqual(mapPollStateToResponse(poll), response({ own_votes: [vote, answer] }));
});
