/** The facade for ChatKitty's apps, as far as nothing is connected: names and numbers, models, pages, results, observers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelModel, kindOf } from '../../js/chatkitty/channel_model.js';
import { settingsFor } from '../../js/chatkitty/configuration.js';
import { emojiOf } from '../../js/chatkitty/emoji.js';
import { AccessDeniedError, ChatKittyError, errorFrom, NoActiveSessionError } from '../../js/chatkitty/errors.js';
import { isFileMessage, isSystemMessage, isTextMessage, isUserMessage } from '../../js/chatkitty/guards.js';
import { channelNumber, isOwnNumber, newChannelId, numberOf } from '../../js/chatkitty/ids.js';
import { reactionTypeOf } from '../../js/chatkitty/later/messages.js';
import { messageModel } from '../../js/chatkitty/message_model.js';
import { Observers } from '../../js/chatkitty/observers.js';
import { byOffset, paginate } from '../../js/chatkitty/paginator.js';
import { attempt, failed, succeeded } from '../../js/chatkitty/result.js';
import { userModelOf } from '../../js/chatkitty/user_model.js';
import { userIdOf, usernameOf } from '../../js/chatkitty/usernames.js';
import { ChatError, ErrorFromResponse } from '../../js/index.js';

const settings = settingsFor('key', {}, {});

test('a name that is an id is that id, any other one is written with the bytes that an id cannot have', () => {
  assert.equal(userIdOf('jane-doe_1@x'), 'jane-doe_1@x');
  assert.equal(userIdOf('Jane.Doe+1@example.com'), '_4aane_2e_44oe_2b1@example_2ecom');
  assert.equal(userIdOf('é'), '_c3_a9');
  assert.equal(userIdOf('a_2e'), 'a_5f2e', 'what looks like a written byte is written as well');
});

test('every name comes back from its id, and no two names have one id', () => {
  const names = ['a', 'A', '_', '__', '_2e', '.', 'a_2e', 'a.', '_5f', '5f', '%', '%41', 'ö', '🌱', 'a b', '_a_b_c', '_.', '_4É', 'x'.repeat(60)];
  for (const name of names) {
    assert.match(userIdOf(name), /^[a-z0-9@_-]+$/);
    assert.equal(usernameOf(userIdOf(name)), name);
  }
  assert.equal(new Set(names.map(userIdOf)).size, names.length);
  assert.equal(usernameOf('_ff'), '_ff', 'an id that is no such text stays as it is');
});

test('the number of a channel made here is its id; all other numbers are beyond those, and safe integers', () => {
  assert.equal(channelNumber('public:55002'), 55002);
  assert.ok(isOwnNumber(channelNumber('messaging:4503599627370495')));
  for (const other of [channelNumber('messaging:!members-x'), channelNumber('messaging:4503599627370496'), channelNumber('messaging:007'), numberOf('amira')]) {
    assert.ok(other >= 2 ** 52 && Number.isSafeInteger(other) && !isOwnNumber(other), `${other}`);
  }
  assert.notEqual(channelNumber('messaging:garden'), channelNumber('public:garden'));
  const many = new Set(Array.from({ length: 20_000 }, (_, at) => numberOf(`user-${at}`)));
  assert.equal(many.size, 20_000);
});

test('the same name gives the same new channel, no name a new one each time', () => {
  assert.equal(newChannelId('PUBLIC', 'garden'), newChannelId('PUBLIC', 'garden'));
  assert.notEqual(newChannelId('PUBLIC', 'garden'), newChannelId('OPEN', 'garden'));
  assert.notEqual(newChannelId('PUBLIC'), newChannelId('PUBLIC'));
  assert.match(newChannelId('PUBLIC'), /^[1-9]\d{0,15}$/);
});

test('a user has all fields, and what is not the service\'s is in properties', () => {
  const model = userModelOf({ id: '_4aane', role: 'guest', online: true, banned: false, team: 'x', mood: { glad: true } } as never);
  const { displayPictureUrl, ...rest } = model;
  assert.match(displayPictureUrl, /^data:image\/svg\+xml,/);
  assert.deepEqual(rest, {
    id: numberOf('_4aane'), name: 'Jane', displayName: 'Jane', isGuest: true, presence: { status: 'AVAILABLE', online: true },
    properties: { mood: { glad: true } }, _stream: { id: '_4aane' },
  });
  const own = userModelOf({ id: 'a', name: 'Amira', image: 'https://x/a.png', ck_username: 'A!', presence_status: 'DO_NOT_DISTURB', properties: { b: 1 }, mood: 2 } as never);
  assert.deepEqual([own.name, own.displayName, own.displayPictureUrl, own.presence, own.properties], ['A!', 'Amira', 'https://x/a.png', { status: 'DO_NOT_DISTURB', online: false }, { b: 1 }]);
});

test('a model is plain data and shares nothing with what it was made of', () => {
  const source = { id: 'a', properties: { list: [1] } } as never as { id: string; properties: { list: number[] } };
  const model = Object.freeze(userModelOf(source));
  source.properties.list.push(2);
  assert.deepEqual(model.properties, { list: [1] });
  assert.deepEqual(JSON.parse(JSON.stringify(model)), model);
});

test('the kind of a channel is what was written on it, else told by its id and type', () => {
  const kinds = [{ id: '1', type: 'messaging', ck_type: 'DIRECT' }, { id: '!members-x', type: 'messaging' }, { id: 'a', type: 'livestream' }, { id: 'a', type: 'public' }, { id: 'a', type: 'team' }];
  assert.deepEqual(kinds.map((channel) => kindOf(channel, settings)), ['DIRECT', 'DIRECT', 'OPEN', 'PUBLIC', 'PRIVATE']);
  assert.equal(kindOf({ id: 'a', type: 'town' }, settingsFor('key', { channelTypes: { PUBLIC: 'town' } }, {})), 'PUBLIC');
});

test('a direct channel has its members and is named after the others', () => {
  const members = [{ user: { id: 'amira', name: 'Amira' } }, { user: { id: 'ben', name: 'Ben' } }];
  const model = channelModel({ id: '!members-x', type: 'messaging', cid: 'messaging:!members-x', created_at: '2026-01-02T03:04:05Z' } as never, settings, 'amira', userModelOf, { members });
  assert.deepEqual([model.type, model.name, model.displayName, model.createdTime], ['DIRECT', '', 'Ben', '2026-01-02T03:04:05.000Z']);
  assert.deepEqual(model.type === 'DIRECT' && model.members.map(({ name }) => name), ['amira', 'ben']);
});

const message = (fields: object) => messageModel({ id: 'm', cid: 'public:7', type: 'regular', user: { id: 'amira' }, created_at: '2026-01-02T03:04:05Z', ...fields } as never);

test('a text has its links and mentions, with their places', () => {
  const model = message({
    text: 'see <@ben> and https://x.example/a?b=1.', mentioned_users: [{ id: 'ben' }], groupTag: 'g', reply_count: 2,
    attachments: [{ og_scrape_url: 'https://x.example/a?b=1', title: 'X', text: 'About', image_url: 'https://x.example/i.png' }],
  });
  assert.ok(isTextMessage(model) && isUserMessage(model) && !isSystemMessage(model) && model.type === 'TEXT');
  assert.deepEqual(model.mentions.map(({ tag, startPosition, endPosition, user }) => [tag, startPosition, endPosition, user.name]), [['<@ben>', 4, 10, 'ben']]);
  assert.deepEqual(model.links, [{ source: 'https://x.example/a?b=1', startPosition: 15, endPosition: 38, preview: { url: 'https://x.example/a?b=1', title: 'X', image: { source: 'https://x.example/i.png' }, description: 'About' } }]);
  assert.deepEqual([model.channelId, model.groupTag, model.repliesCount, model.nestedLevel, model.user.name, model.properties], [7, 'g', 2, 0, 'amira', {}]);
});

test('files make a file message; what the system says has no user', () => {
  const attachments = [{ type: 'image', image_url: 'https://x/a.png', title: 'a.png', mime_type: 'image/png', file_size: '70' }, { type: 'file', asset_url: 'https://y/b', ck_external: true }];
  const model = message({ attachments, type: 'system', text: 'look' });
  assert.ok(isFileMessage(model) && isSystemMessage(model) && model.type === 'SYSTEM_FILE' && !('user' in model));
  assert.deepEqual(model.file, { type: 'HOSTED', url: 'https://x/a.png', name: 'a.png', contentType: 'image/png', size: 70 });
  assert.deepEqual([model.files.length, model.files[1]?.type, model.body], [2, 'EXTERNAL', 'look']);
  assert.equal(message({ type: 'system', text: 'x' }).type, 'SYSTEM_TEXT');
  assert.deepEqual(message({ parent_id: 'p' })._stream, { id: 'm', cid: 'public:7', parentId: 'p' });
  assert.deepEqual([message({ parent_id: 'p' }).nestedLevel, message({ parent_id: 'p', quoted_message_id: 'q' }).nestedLevel], [1, 2]);
});

test('an emoji has a type of reactions, and comes back from it', () => {
  assert.deepEqual(['👍', ':thumbsup:', 'like', '🎉', 'party'].map(reactionTypeOf), ['like', 'like', 'like', 'u1f389', 'party']);
  for (const emoji of ['👍', '🎉', '👩‍💻', '❤️']) assert.equal(emojiOf(reactionTypeOf(emoji)).character, emoji);
  assert.equal(emojiOf('constructor').character, 'constructor');
  assert.equal(emojiOf('u+').character, 'u+');
  const { reactions } = message({ reaction_groups: { like: { count: 2 } }, latest_reactions: [{ type: 'like', user: { id: 'ben' } }] });
  assert.deepEqual(reactions?.map(({ emoji, users, count }) => [emoji.character, users.map(({ name }) => name), count]), [['👍', ['ben'], 2]]);
});

test('pages go forth and back, and end', async () => {
  const rows = Array.from({ length: 60 }, (_, at) => at);
  const { paginator: first } = await byOffset(25, async (limit, offset) => rows.slice(offset, offset + limit), (row) => [row]);
  const second = await first.nextPage();
  const third = await second.nextPage();
  assert.deepEqual([first, second, third].map(({ items, hasPrevPage, hasNextPage, page }) => [items.length, hasPrevPage, hasNextPage, page.number]), [[25, false, true, 0], [25, true, true, 1], [10, true, false, 2]]);
  assert.deepEqual([...first.items, ...second.items, ...third.items], rows);
  assert.deepEqual((await third.prevPage()).items, second.items);
  for (const beyond of [third.nextPage, first.prevPage]) await assert.rejects(beyond(), { error: 'PageOutOfBoundsError' });
  assert.equal((await paginate(async () => ({ items: [] }))).paginator.hasNextPage, false);
});

test('a call never rejects: its result says how it went', async () => {
  const good = await attempt(async () => ({ user: 1 }));
  assert.deepEqual(good, { succeeded: true, failed: false, cancelled: false, user: 1 });
  const bad = await attempt(async (): Promise<object> => { throw new AccessDeniedError('no'); });
  assert.ok(failed(bad) && !succeeded(bad));
  assert.deepEqual({ ...bad.error }, { error: 'AccessDeniedError', message: 'no' });
});

test('failures of the client have the names that apps ask for', () => {
  const refused = (code: number, status: number) => new ErrorFromResponse('why', { code, status, response: { data: {} as never, status } });
  const cases: Array<[unknown, string]> = [
    [refused(16, 404), 'ResourceNotFoundError'], [refused(17, 403), 'AccessDeniedError'], [refused(40, 401), 'AccessDeniedError'], [refused(4, 400), 'ClientError'],
    [refused(22, 413), 'ClientError'], [refused(-1, 500), 'UnknownChatKittyError'], [new ChatError('x', { code: 'connection/timeout' }), 'ChatKittyConnectionError'],
    [new ChatError('x', { code: 'request/network' }), 'ChatKittyConnectionError'], [new ChatError('x', { code: 'upload/too-large' }), 'ClientError'],
    [new ChatError('x', { code: 'token/provider-failed' }), 'AccessDeniedError'], [new TypeError('x'), 'UnknownChatKittyError'], [undefined, 'UnknownChatKittyError'],
  ];
  for (const [cause, name] of cases) assert.equal(errorFrom(cause).error, name, `${cause}`);
  assert.ok(errorFrom(refused(4, 400)).message && !(errorFrom(undefined) instanceof Error));
  const thrown = new NoActiveSessionError();
  assert.ok(thrown instanceof ChatKittyError && errorFrom(thrown) === thrown);
});

test('observers end alone, more than once, and one that throws keeps nobody from being told', (context) => {
  const told: string[] = [];
  const turns: boolean[] = [];
  const observers = new Observers<string>((any) => turns.push(any));
  // What it throws becomes a rejection that nobody handles.
  const uncaught: unknown[] = [];
  context.mock.method(Promise, 'reject', (error: unknown) => void uncaught.push(error));
  const listener = (value: string): void => void told.push(value);
  const [first, second] = [observers.add(listener), observers.add(listener)];
  const third = observers.add({ onNext: () => { throw new Error('mine'); } });
  observers.add({ onComplete: () => undefined });
  observers.tell('a');
  assert.deepEqual(told, ['a', 'a']);
  assert.deepEqual(uncaught.map((error) => (error as Error).message), ['mine']);
  first();
  first();
  third();
  observers.tell('b');
  assert.deepEqual(told, ['a', 'a', 'b']);
  second();
  assert.deepEqual(turns, [true]);
});

test('the configuration of an instance counts before the global one, and that before the host in the code', () => {
  const holder = globalThis as { CHATKITTY_CONFIG?: object };
  holder.CHATKITTY_CONFIG = { baseUrl: 'https://global', apiKeys: { old: 'new' } };
  try {
    const here = settingsFor('old', {}, { baseUrl: 'https://host' });
    assert.deepEqual([here.baseUrl, here.key, here.channelTypes.OPEN], ['https://global', 'new', 'livestream']);
    assert.equal(settingsFor('other', { baseUrl: 'https://own' }, {}).baseUrl, 'https://own');
  } finally {
    delete holder.CHATKITTY_CONFIG;
  }
  assert.equal(settingsFor('other', {}, { baseUrl: 'https://host' }).baseUrl, 'https://host');
});
