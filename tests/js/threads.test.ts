/** Threads as objects and as a list: what they ask, what they follow, and that their state comes from the core. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { type LocalMessage, StreamChat, Thread, THREAD_MANAGER_INITIAL_STATE, type ThreadResponse } from '../../js/index.js';
import { type Fake, installFake } from './fake_core.js';

const response = (id: string, extra: object = {}) =>
  ({ parent_message_id: id, channel_cid: 'messaging:c', channel: { type: 'messaging', id: 'c', cid: 'messaging:c', name: 'C' }, title: id, ...extra }) as unknown as ThreadResponse;
const reply = (id: string) => ({ id, parent_id: 'p', created_at: new Date(0) }) as unknown as LocalMessage;
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

let fake: Fake;
let client: StreamChat;
let unread: number;
beforeEach(async () => {
  fake = installFake();
  client = new StreamChat('key');
  await client.getAppSettings();
  fake.calls.length = 0;
  unread = 0;
  fake.views['userID'] = 'me';
  fake.views['addMessages'] = { place: 0, filtered: [] };
  fake.views['messageSets'] = [];
  fake.views['threadState'] = (_slot: unknown, [state]: [object]) => ({
    ...state, replies: [reply('r1')], read: { me: { unreadMessageCount: unread } },
    pagination: { isLoadingNext: false, isLoadingPrev: false, nextCursor: 'r1', prevCursor: 'r1' },
  });
  fake.views['mergeReplies'] = (_slot: unknown, [one, two, failed]: [LocalMessage[], LocalMessage[], boolean]) => (failed ? one : [...one, ...two]);
  fake.answers['GetThread'] = { thread: response('p', { title: 'fresh' }) };
  fake.answers['QueryThreads'] = { threads: [response('p'), response('q')], next: 'n' };
});

const thread = () => new Thread({ client, threadData: response('p') });
const queries = () => fake.calls.filter(({ name, args }) => name === 'call' && args[0] === 'QueryThreads').map(({ args }) => args[3]);

test('a thread belongs to its message and to the one object of its channel', () => {
  const one = thread();
  assert.deepEqual([one.id, one.channel === client.channel('messaging', 'c'), one.ownUnreadCount, one.hasStaleState], ['p', true, 0, false]);
});

test('a thread takes what the core makes of an event, and nothing when that is nothing', () => {
  const one = thread();
  one.registerSubscriptions();
  one.registerSubscriptions();
  let asked = 0;
  fake.views['threadEvent'] = (_slot: unknown, [state, , event, cid]: [object, object, { type: string }, string]) => {
    asked++;
    return event.type === 'message.new' ? { ...state, title: cid } : undefined;
  };
  fake.event({ type: 'message.new' }, 0);
  assert.equal(one.state.getLatestValue().title, 'messaging:c');
  const before = one.state.getLatestValue();
  fake.event({ type: 'message.updated' }, 0);
  fake.event({ type: 'typing.start' }, 0);
  assert.equal(one.state.getLatestValue(), before);
  assert.equal(asked, 2);
  one.unregisterSubscriptions();
  assert.deepEqual([one.hasSubscriptions, one.hasStaleState], [false, true]);
  fake.event({ type: 'message.new' }, 0);
  assert.equal(asked, 2);
});

test('own fields and what is older than the loaded replies are seen in the answer', () => {
  installFake();
  const of = (extra: object) => new Thread({ client: new StreamChat('key'), threadData: response('p', extra) }).state.getLatestValue();
  assert.deepEqual(of({ topic: 'cake', draft: {} }).custom, { topic: 'cake' });
  const latest_replies = [{ id: 'r8' }, { id: 'r9' }];
  assert.equal(of({ latest_replies, reply_count: 9 }).pagination.prevCursor, 'r8');
  assert.equal(of({ latest_replies, reply_count: 2 }).pagination.prevCursor, null);
  assert.equal(of({ reply_count: 9 }).pagination.prevCursor, null);
  assert.equal(of({}).isStateStale, true, 'before the core is there');
});

test('an update brings title and own fields', () => {
  const one = thread();
  one.registerSubscriptions();
  fake.views['threadEvent'] = (_slot: unknown, [state]: [object]) => ({ ...state, title: 'new' });
  fake.event({ type: 'thread.updated', thread: response('p', { title: 'new', topic: 'pie' }) });
  assert.deepEqual([one.state.getLatestValue().title, one.state.getLatestValue().custom], ['new', { topic: 'pie' }]);
});

test('an active thread is marked as read at once, then at most once a second', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  unread = 2;
  const one = thread();
  one.registerSubscriptions();
  const marks = () => fake.calls.filter(({ name }) => name === 'markRead').map(({ args }) => args.at(-1));
  assert.equal(marks().length, 0);
  one.activate();
  assert.deepEqual(marks(), [{ thread_id: 'p' }]);
  const now = one.state.getLatestValue();
  for (const unreadMessageCount of [3, 4]) one.state.next({ ...now, active: true, read: { me: { ...now.read['me']!, unreadMessageCount } } });
  assert.equal(marks().length, 1);
  context.mock.timers.tick(1000);
  assert.equal(marks().length, 2);
  context.mock.timers.tick(5000);
  assert.equal(marks().length, 2);
});

test('marking as read sends nothing when all is read, unless forced', async () => {
  assert.equal(await thread().markAsRead(), null);
  assert.ok(!fake.names().includes('markRead'));
  await thread().markAsRead({ force: true });
  assert.ok(fake.names().includes('markRead'));
});

test('an active thread that is stale reloads itself', async () => {
  const one = thread();
  one.registerSubscriptions();
  one.activate();
  one.state.partialNext({ isStateStale: true });
  await settled();
  assert.deepEqual([one.hasStaleState, one.state.getLatestValue().title, one.state.getLatestValue().isLoading], [false, 'fresh', false]);
});

test('a reload that fails leaves the thread as it was', async () => {
  fake.answers['GetThread'] = () => Promise.reject(new Error('no'));
  const one = thread();
  await one.reload();
  assert.deepEqual([one.state.getLatestValue().title, one.state.getLatestValue().isLoading], ['p', false]);
});

test('a thread takes the state of its own copies only', () => {
  const one = thread();
  assert.throws(() => one.hydrateState(new Thread({ client, threadData: response('q') })), { code: 'request/bad-argument' });
  assert.throws(() => one.upsertReplyLocally({ message: { ...reply('x'), parent_id: 'q' } }), { message: 'Reply does not belong to this thread' });
  assert.throws(() => one.updateParentMessageLocally({ message: { id: 'q', type: 'regular' } }), { message: 'Message does not belong to this thread' });
});

test('replies are put, taken out and replaced by the core', () => {
  const one = thread();
  const ids = () => one.state.getLatestValue().replies.map(({ id }) => id);
  fake.views['upsertReply'] = (_slot: unknown, [replies, message, moved]: [LocalMessage[], LocalMessage, boolean]) => (moved ? [message] : [...replies, message]);
  fake.views['deleteReply'] = () => undefined;
  one.upsertReplyLocally({ message: reply('r2') });
  assert.deepEqual(ids(), ['r1', 'r2']);
  one.upsertReplyLocally({ message: reply('r2'), timestampChanged: true });
  assert.deepEqual(ids(), ['r2']);
  const before = one.state.getLatestValue();
  one.deleteReplyLocally({ message: { id: 'r9', type: 'reply' } });
  assert.equal(one.state.getLatestValue(), before);
  one.updateParentMessageOrReplyLocally({ id: 'r3', parent_id: 'p', type: 'reply' });
  one.updateParentMessageOrReplyLocally({ id: 'r4', parent_id: 'other', type: 'reply' });
  assert.deepEqual(ids(), ['r2', 'r3']);
});

test('pages of replies are asked for by the reply at the end, until one is not full', async () => {
  const one = thread();
  fake.answers['GetReplies'] = { messages: [reply('r2'), reply('r3')] };
  await Promise.all([one.loadNextPage({ limit: 2 }), one.loadNextPage({ limit: 2 })]);
  const asked = fake.calls.filter(({ args }) => args[0] === 'GetReplies').map(({ args }) => args[2]);
  assert.deepEqual(asked, [{ limit: 2, id_gt: 'r1', sort: [{ field: 'created_at', direction: -1 }] }]);
  assert.equal(one.state.getLatestValue().pagination.nextCursor, 'r3');
  await one.loadPrevPage({ limit: 3 });
  await one.loadPrevPage();
  const { pagination, replies } = one.state.getLatestValue();
  assert.deepEqual(pagination, { isLoadingNext: false, isLoadingPrev: false, nextCursor: 'r3', prevCursor: null });
  assert.equal(replies.length, 5);
  fake.answers['GetReplies'] = () => Promise.reject(new Error('no'));
  await one.loadNextPage();
  assert.deepEqual(one.state.getLatestValue().pagination, pagination, 'a failure changes nothing');
});

test('the list loads when it is activated, and again only when it is no longer right', async () => {
  const { threads } = client;
  threads.registerSubscriptions();
  assert.deepEqual(threads.state.getLatestValue(), THREAD_MANAGER_INITIAL_STATE);
  fake.event({ type: 'notification.thread_message_new', message: { id: 'm', parent_id: 'x' }, unread_threads: 1 });
  assert.deepEqual([threads.state.getLatestValue().unseenThreadIds, threads.state.getLatestValue().unreadThreadCount], [[], 1]);
  threads.activate();
  await settled();
  const [p, q] = threads.state.getLatestValue().threads;
  assert.deepEqual([p?.id, q?.id, p?.hasSubscriptions, threads.state.getLatestValue().pagination.nextCursor], ['p', 'q', true, 'n']);
  assert.equal(threads.threadsById, threads.threadsById);
  threads.deactivate();
  threads.activate();
  await threads.reload();
  assert.equal(queries().length, 1);
  fake.event({ type: 'notification.thread_message_new', message: { id: 'm', parent_id: 'p' } });
  assert.equal(threads.state.getLatestValue().isThreadOrderStale, true);
  fake.event({ type: 'notification.thread_message_new', message: { id: 'm', parent_id: 'x' } });
  fake.event({ type: 'notification.thread_message_new', thread_id: 'x' });
  assert.deepEqual(threads.state.getLatestValue().unseenThreadIds, ['x']);
  fake.answers['QueryThreads'] = { threads: [response('x'), response('p', { title: 'newer' })] };
  await threads.reload();
  assert.deepEqual(queries().map((body) => (body as { limit: number }).limit), [25, 3]);
  const now = threads.state.getLatestValue();
  assert.deepEqual([now.threads.map(({ id }) => id), now.threads[1] === p, now.unseenThreadIds, now.isThreadOrderStale, now.pagination.nextCursor],
    [['x', 'p'], true, [], false, null]);
  assert.deepEqual([q?.hasSubscriptions, q?.hasStaleState], [false, true]);
  threads.unregisterSubscriptions();
  assert.deepEqual([p?.hasSubscriptions, threads.hasSubscriptions], [false, false]);
});

test('the next page adds what is not there yet', async () => {
  const { threads } = client;
  await threads.loadNextPage();
  assert.equal(queries().length, 0);
  await threads.reload();
  fake.answers['QueryThreads'] = { threads: [response('q'), response('r')] };
  await threads.loadNextPage({ limit: 7 });
  assert.deepEqual(queries()[1], { limit: 7, reply_limit: 10, participant_limit: 10, watch: true, next: 'n' });
  assert.deepEqual(threads.state.getLatestValue().threads.map(({ id }) => id), ['p', 'q', 'r']);
  assert.equal(threads.state.getLatestValue().pagination.nextCursor, null);
});

test('a list that cannot be loaded is not loading any more', async () => {
  fake.answers['QueryThreads'] = () => Promise.reject(new Error('no'));
  await client.threads.reload();
  assert.deepEqual([client.threads.state.getLatestValue().pagination.isLoading, client.threads.state.getLatestValue().ready], [false, false]);
});

test('threads of a deleted channel leave the list', async () => {
  const { threads } = client;
  threads.registerSubscriptions();
  await threads.reload();
  fake.views['channelCid'] = 'messaging:c';
  fake.event({ type: 'notification.channel_deleted', cid: 'messaging:other' });
  assert.equal(threads.state.getLatestValue().threads.length, 2);
  fake.event({ type: 'notification.channel_deleted', cid: 'messaging:c' });
  assert.equal(threads.state.getLatestValue().threads.length, 0);
});

test('after a lost connection a list that was shown is loaded anew, at most once a second', async (context) => {
  const { threads } = client;
  threads.registerSubscriptions();
  threads.activate();
  await settled();
  fake.event({ type: 'connection.recovered' });
  assert.equal(queries().length, 1, 'nothing was lost');
  fake.event({ type: 'connection.changed', online: false });
  assert.ok(threads.state.getLatestValue().lastConnectionDropAt instanceof Date);
  context.mock.timers.enable({ apis: ['setTimeout'] });
  fake.event({ type: 'connection.recovered' });
  fake.event({ type: 'connection.recovered' });
  assert.equal(queries().length, 2);
  threads.unregisterSubscriptions();
});

test('disconnecting forgets the list', async () => {
  await client.threads.reload();
  await client.disconnectUser();
  assert.deepEqual(client.threads.state.getLatestValue(), THREAD_MANAGER_INITIAL_STATE);
});
