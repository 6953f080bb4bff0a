/** The facade for ChatKitty's apps over a fake core: sessions, the current user, channels, chat sessions, messages, notifications. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import ChatKitty, { type Channel, type ChatKittyConfiguration, type CurrentUser, type Message, type Notification } from '../../js/chatkitty/index.js';
import { channelNumber, numberOf } from '../../js/chatkitty/ids.js';
import { type Fake, installFake } from './fake_core.js';

const ME = '_4aane';
let fake: Fake;
let kitty: ChatKitty;
let exchanged: unknown[];

/** A channel as the service describes it. */
const described = (cid: string, fields: object = {}, more: object = {}) => {
  const [type, id] = cid.split(':');
  return { channel: { type, id, cid, name: id, created_at: '2026-01-02T03:04:05Z', ...fields }, members: [], messages: [], membership: { user_id: ME }, ...more };
};
const sent = (id: string, fields: object = {}) => ({ id, cid: 'public:7', type: 'regular', text: id, user: { id: 'ben' }, created_at: '2026-01-02T03:04:05Z', updated_at: '2026-01-02T03:04:05Z', ...fields });
const settle = async (): Promise<void> => { for (let at = 0; at < 20; at++) await turn(); };
/** What was asked of an endpoint, in order. */
const asked = (endpoint: string) => fake.calls.filter(({ name, args }) => name === 'call' && args[0] === endpoint).map(({ args }) => args.slice(1));
const calls = (...names: string[]) => fake.names().filter((name) => names.includes(name));

const configuration: ChatKittyConfiguration = {
  tokenProvider: (request) => {
    exchanged.push(request);
    if ((request.authParams as { password?: string } | undefined)?.password === 'wrong') throw new Error('No such password');
    return request.authParams ? { token: 'token', user: { name: 'Jane' } } : {};
  },
};

beforeEach(() => {
  fake = installFake();
  exchanged = [];
  let user: Record<string, unknown> | undefined;
  fake.views = {
    user: () => user, userID: () => user?.['id'], isHealthy: () => user !== undefined,
    channelMessages: [], channelMembers: {}, channelRead: {}, channelData: undefined, findMessage: undefined,
  };
  fake.answers = {
    connectUser: (given: Record<string, unknown>, token: unknown) => {
      user = { role: 'user', online: true, ...given };
      return typeof token === 'function' ? Promise.resolve((token as () => unknown)()) : {};
    },
    disconnectUser: () => { user = undefined; },
    UpdateUsersPartial: (_endpoint: string, _path: unknown, _query: unknown, body: { users: Array<{ id: string; set: object }> }) => {
      user = { ...user, ...body.users[0]?.set };
      return { users: { [ME]: user } };
    },
    QueryUsers: { users: [{ id: 'ben' }, { id: 'carla' }] },
    QueryChannels: { channels: [described('public:7')] },
  };
  kitty = new ChatKitty({ apiKey: 'key' }, configuration);
});

const start = async (): Promise<void> => {
  const result = await kitty.startSession({ username: 'Jane', authParams: { password: 'right' } });
  assert.ok(result.succeeded, JSON.stringify(result));
  fake.calls.length = 0;
};
const channel = async (): Promise<Channel> => {
  const result = await kitty.getChannel(7);
  assert.ok(result.succeeded, JSON.stringify(result));
  fake.calls.length = 0;
  return result.channel;
};
const thrown = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as { error: string }).error;
  }
  return 'nothing';
};

test('there is one instance for a key, and making it asks nothing of anybody', () => {
  const [one, same, other] = [ChatKitty.getInstance('a'), ChatKitty.getInstance('a'), ChatKitty.getInstance('b')];
  assert.ok(one === same && one !== other);
  assert.deepEqual([fake.loads, fake.calls, one.currentUser], [[], [], undefined]);
});

test('the backend gets name, id and authParams; the user is connected under that id', async () => {
  const authParams = { password: 'right' };
  const result = await kitty.startSession({ username: 'Jane', authParams });
  assert.deepEqual(exchanged, [{ apiKey: 'key', username: 'Jane', userId: ME, authParams }]);
  assert.deepEqual(fake.calls[0]?.args[0], { id: ME, name: 'Jane', ck_username: 'Jane', ck_id: numberOf(ME) });
  assert.ok(result.succeeded && result.session.user === kitty.currentUser);
  assert.deepEqual([result.session.user.name, result.session.user.id, result.session.user.presence.online], ['Jane', numberOf(ME), true]);
});

test('a refused user is a failed result, and nothing stays open', async () => {
  const result = await kitty.startSession({ username: 'Jane', authParams: { password: 'wrong' } });
  assert.ok(result.failed);
  assert.deepEqual({ ...result.error }, { error: 'AccessDeniedError', message: 'No such password' });
  assert.deepEqual([kitty.currentUser, calls('connectUser')], [undefined, []]);
  assert.equal((await kitty.startSession({ username: 'Jane', authParams: { password: 'right' } })).succeeded, true, 'and may try again');
});

test('the token is asked for again when it is used a second time', async () => {
  let provider: (() => Promise<string>) | undefined;
  const connect = fake.answers['connectUser'] as (user: unknown, token: unknown) => unknown;
  fake.answers['connectUser'] = (user: unknown, token: () => Promise<string>) => connect(user, (provider = token));
  await start();
  assert.equal(exchanged.length, 1);
  assert.equal(await provider?.(), 'token');
  assert.equal(exchanged.length, 2);
});

test('a second start gets the same promise while one is under way, and is refused when a session is active', async () => {
  const first = kitty.startSession({ username: 'Jane', authParams: {} });
  assert.equal(kitty.startSession({ username: 'Jane' }), first);
  assert.equal(thrown(() => kitty.startSession({ username: 'Ben' })), 'SessionActiveError');
  await first;
  assert.equal(thrown(() => kitty.startSession({ username: 'Jane' })), 'SessionActiveError');
  await kitty.endSession();
  assert.equal((await kitty.startSession({ username: 'Ben', authParams: {} })).session?.user.name, 'Ben');
});

test('a session that ends while it is started has not begun', async () => {
  const starting = kitty.startSession({ username: 'Jane', authParams: {} });
  void kitty.endSession();
  assert.equal((await starting).failed, true);
  assert.deepEqual([kitty.currentUser, fake.names().pop()], [undefined, 'disconnectUser']);
});

test('without a session every call is refused at once', async () => {
  await start();
  const model = await channel();
  await kitty.endSession();
  const message = { _stream: { id: 'm' } } as Message;
  const attempts: Array<() => unknown> = [
    () => kitty.getCurrentUser(), () => kitty.updateCurrentUser((user) => user), () => kitty.createChannel({ type: 'PUBLIC' }), () => kitty.getChannels(),
    () => kitty.getChannel(7), () => kitty.joinChannel({ channel: model }), () => kitty.getChannelMembers({ channel: model }), () => kitty.getChannelUnread({ channel: model }),
    () => kitty.startChatSession({ channel: model }), () => kitty.sendMessage({ channel: model, body: 'x' }), () => kitty.getMessages({ channel: model }),
    () => kitty.sendKeystrokes({ channel: model, keys: 'x' }), () => kitty.getUsers(), () => kitty.readMessage({ message }), () => kitty.listReadReceipts({ message }),
  ];
  for (const attempt of attempts) assert.equal(thrown(attempt), 'NoActiveSessionError', `${attempt}`);
});

test('the current user is told at once, then when it changes, always as the same object', async () => {
  const seen: Array<CurrentUser | null> = [] as Array<CurrentUser | null>;
  const unsubscribe = kitty.onCurrentUserChanged((user) => seen.push(user));
  assert.deepEqual(seen, [null]);
  await start();
  let again: CurrentUser | null = null;
  kitty.onCurrentUserChanged({ onNext: (user) => { again = user; } })();
  assert.equal(again, kitty.currentUser);
  fake.event({ type: 'user.updated', user: { id: ME, ck_username: 'Jane', name: 'Jane', role: 'user', online: true } });
  fake.event({ type: 'user.updated', user: { id: 'ben', name: 'Ben' } });
  assert.equal(seen.length, 2, 'nothing new: nothing told');
  assert.equal(seen[1], kitty.currentUser);
  assert.equal((await kitty.getCurrentUser()).user, seen[1]);
  fake.event({ type: 'user.updated', user: { id: ME, ck_username: 'Jane', name: 'Jane D.', role: 'user', online: true } });
  assert.equal((seen as Array<CurrentUser | null>)[2]?.displayName, 'Jane D.');
  unsubscribe();
  unsubscribe();
  await kitty.endSession();
  assert.equal(seen.length, 3);
  kitty.onCurrentUserChanged((user) => { again = user; });
  assert.equal(again, null);
});

test('only what an update changes is sent, and its own errors are the app\'s', async () => {
  await start();
  const before = kitty.currentUser;
  const named = await kitty.updateCurrentUser((user) => ({ ...user, displayName: 'J.' }));
  assert.deepEqual(asked('UpdateUsersPartial').map(([, , body]) => body), [{ users: [{ id: ME, set: { name: 'J.' } }] }]);
  assert.ok(named.succeeded && named.user === kitty.currentUser && named.user !== before && before?.displayName === 'Jane');
  const more = await kitty.updateCurrentUser((user) => {
    user.properties = { ...user.properties, 'new-property': { a: 1 } };
    return user;
  });
  assert.deepEqual(more.user?.properties, { 'new-property': { a: 1 } });
  fake.calls.length = 0;
  assert.equal((await kitty.updateCurrentUser((user) => user)).user, more.user);
  assert.deepEqual(fake.calls, []);
  await assert.rejects(kitty.updateCurrentUser(() => { throw new Error('mine'); }), { message: 'mine' });
});

test('functions work on their own', async () => {
  await start();
  const { getCurrentUser, getChannels, endSession } = kitty;
  assert.equal((await getCurrentUser()).user, kitty.currentUser);
  assert.equal((await getChannels()).paginator?.items[0]?.id, 7);
  await endSession();
  assert.equal(kitty.currentUser, undefined);
});

test('a channel is made under a number, with the members and what is written on it', async () => {
  await start();
  fake.answers['Post'] = (_endpoint: string, path: string[]) => described(`${path[0]}`.replace(/^channels\/([^/]+)\/([^/]+)\/query$/, '$1:$2'), { ck_type: 'PUBLIC' });
  const result = await kitty.createChannel({ type: 'PUBLIC', name: 'garden', members: [{ username: 'ben' }], properties: { a: 1 } });
  const [path, , body] = asked('Post')[0] as [string[], unknown, { data: object }];
  assert.match(`${path[0]}`, /^channels\/public\/\d+\/query$/);
  assert.deepEqual(body.data, { name: 'garden', ck_type: 'PUBLIC', properties: { a: 1 }, members: [ME, 'ben'] });
  assert.ok(result.succeeded && result.channel.type === 'PUBLIC' && `channels/public/${result.channel.id}/query` === path[0]);
});

test('what cannot be made is not asked for', async () => {
  await start();
  const users = Array.from({ length: 10 }, (_, at) => ({ id: `u${at}` }));
  fake.answers['QueryUsers'] = { users };
  for (const [request, error] of [
    [{ type: 'CLOSED' }, 'ClientError'], [{ type: 'DIRECT', members: [] }, 'ClientError'], [{ type: 'DIRECT', members: users }, 'ClientError'],
    [{ type: 'PUBLIC', members: [{ username: 'nobody' }] }, 'ResourceNotFoundError'], [{ type: 'PUBLIC', members: [{ id: 5e15 }] }, 'ResourceNotFoundError'],
  ] as const) {
    const result = await kitty.createChannel(request as never);
    assert.equal(result.error?.error, error, JSON.stringify(request));
  }
  assert.deepEqual(asked('Post'), []);
});

test('a direct channel is named by its members, and its number is written on it once', async () => {
  await start();
  fake.answers['Post'] = () => described('messaging:!members-x', { created_by: { id: ME } }, { members: [{ user: { id: ME } }, { user: { id: 'ben' } }] });
  const result = await kitty.createChannel({ type: 'DIRECT', members: [{ id: 'ben' }] });
  assert.equal((asked('Post')[0]?.[0] as string[])[0], 'channels/messaging/query');
  assert.ok(result.succeeded && result.channel.type === 'DIRECT' && result.channel.members.length === 2);
  assert.deepEqual(asked('UpdateChannelPartial')[0]?.[2], { set: { ck_id: channelNumber('messaging:!members-x') } });
  fake.calls.length = 0;
  await kitty.getChannel(result.channel.id);
  assert.deepEqual((asked('QueryChannels')[0]?.[2] as { filter_conditions: object }).filter_conditions, { cid: 'messaging:!members-x' });
});

test('a channel is found by its number, by a number written on it, by its name, or by type and id', async () => {
  await start();
  fake.answers['QueryChannels'] = { channels: [] };
  for (const wanted of [8, 2 ** 52 + 5, 'garden', 'team:a']) {
    const result = await kitty.getChannel(wanted);
    assert.equal(result.error?.error, 'ResourceNotFoundError');
  }
  const conditions = asked('QueryChannels').map(([, , body]) => (body as { filter_conditions: object }).filter_conditions);
  assert.deepEqual(conditions, [{ type: { $in: ['messaging', 'public', 'livestream'] }, id: '8' }, { ck_id: 2 ** 52 + 5 }, { $or: [{ id: 'garden' }, { name: 'garden' }] }, { cid: 'team:a' }]);
  assert.equal((asked('QueryChannels')[0]?.[2] as { watch: boolean }).watch, false, 'looking is not being there');
});

test('lists ask for what the user can chat in, or can join', async () => {
  await start();
  await kitty.getChannels();
  await kitty.getChannels({ joinable: true });
  await kitty.getChannels({ filter: { joined: false, name: 'a' } });
  await kitty.getUnreadChannels();
  const mine = { members: { $in: [ME] } };
  assert.deepEqual(asked('QueryChannels').map(([, , body]) => (body as { filter_conditions: object }).filter_conditions), [
    { $or: [mine, { type: 'livestream' }] }, { type: 'public', joined: false }, { type: 'public', joined: false, name: 'a' }, { ...mine, has_unread: true },
  ]);
});

test('a channel that moves to the front while pages are turned comes once, and pages end where they end', async () => {
  await start();
  const all = Array.from({ length: 30 }, (_, at) => described(`public:${at + 1}`));
  fake.answers['QueryChannels'] = (_e: string, _p: unknown, _q: unknown, { limit, offset }: { limit: number; offset: number }) => ({ channels: all.slice(offset, offset + limit) });
  const first = (await kitty.getChannels()).paginator;
  all.unshift(described('public:99'));
  const second = await first?.nextPage();
  assert.deepEqual([first?.items.length, second?.items.map(({ id }) => id), second?.hasNextPage], [25, [26, 27, 28, 29, 30], false]);
});

test('only public and open channels can be joined, and joining again asks for nothing', async () => {
  await start();
  const model = await channel();
  for (const type of ['PRIVATE', 'DIRECT'] as const) assert.equal(thrown(() => kitty.joinChannel({ channel: { ...model, type } as never })), 'ChannelNotPubliclyJoinableError');
  assert.equal(thrown(() => kitty.inviteUser({ channel: { ...model, type: 'DIRECT' } as never, user: { username: 'ben' } })), 'ChannelNotInvitableError');
  assert.equal((await kitty.joinChannel({ channel: model })).succeeded, true);
  assert.deepEqual(asked('UpdateChannel'), []);
  fake.answers['QueryChannels'] = { channels: [described('public:7', {}, { membership: null })] };
  fake.answers['UpdateChannel'] = described('public:7');
  assert.equal((await kitty.joinChannel({ channel: JSON.parse(JSON.stringify(model)) as Channel })).channel?.id, 7);
  assert.deepEqual(asked('UpdateChannel')[0]?.[2], { add_members: [ME] });
});

test('a chat session begins at once, tells of messages, and ends for good', async () => {
  await start();
  const model = Object.freeze(await channel());
  const heard: string[] = [];
  const result = kitty.startChatSession({ channel: model, onReceivedMessage: (message) => void heard.push('body' in message ? `${message.body}` : '') });
  assert.ok(result.succeeded);
  assert.equal(result.session.channel, model);
  await settle();
  assert.deepEqual(calls('queryChannel', 'markRead', 'stopWatching'), ['queryChannel', 'markRead']);
  fake.event({ type: 'message.new', cid: 'public:7', message: sent('one') }, 0);
  fake.event({ type: 'message.new', cid: 'public:7', message: sent('one') }, 0);
  fake.event({ type: 'message.new', cid: 'public:7', message: sent('own', { user: { id: ME } }), user: { id: ME } }, 0);
  assert.deepEqual(heard, ['one', 'own']);
  const { end } = result.session;
  end();
  end();
  fake.event({ type: 'message.new', cid: 'public:7', message: sent('two') }, 0);
  await settle();
  assert.deepEqual([heard, calls('stopWatching')], [['one', 'own'], ['stopWatching']]);
});

test('an end and a new beginning at once leave the channel watched, and the end of one session leaves the other', async () => {
  await start();
  const model = await channel();
  const one = kitty.startChatSession({ channel: model }).session;
  const two = kitty.startChatSession({ channel: model }).session;
  await settle();
  one?.end();
  await settle();
  assert.deepEqual(calls('queryChannel', 'stopWatching'), ['queryChannel']);
  const heard: string[] = [];
  if (two) ChatKitty.endChatSession(two);
  kitty.startChatSession({ channel: model, onReceivedMessage: ({ _stream }) => void heard.push(_stream.id) });
  await settle();
  assert.deepEqual(calls('queryChannel', 'stopWatching'), ['queryChannel'], 'what is wanted now counts');
  fake.event({ type: 'message.new', cid: 'public:7', message: sent('three') }, 0);
  assert.deepEqual(heard, ['three']);
});

test('typing, keys, coming and going of others are told once, never the own', async () => {
  await start();
  const model = await channel();
  const heard: string[] = [];
  const say = (what: string) => ({ name }: { name: string }) => void heard.push(`${what} ${name}`);
  kitty.startChatSession({
    channel: model, onTypingStarted: say('types'), onTypingStopped: say('rests'), onParticipantEnteredChat: say('enters'), onParticipantLeftChat: say('leaves'),
    onReceivedKeystrokes: ({ username, keys }) => void heard.push(`${username}: ${keys}`),
  });
  await settle();
  const ben = { user: { id: 'ben', ck_username: 'Ben!' } };
  const events = [
    { type: 'typing.start', ...ben }, { type: 'typing.start', ...ben }, { type: 'keystrokes', keys: 'hel', ...ben }, { type: 'typing.stop', ...ben }, { type: 'typing.stop', ...ben },
    { type: 'user.watching.start', ...ben }, { type: 'user.watching.stop', ...ben }, { type: 'typing.start', user: { id: ME } }, { type: 'user.watching.start', user: { id: ME } }, { type: 'keystrokes', keys: 'x', user: { id: ME } },
  ];
  for (const event of events) fake.event({ cid: 'public:7', ...event }, 0);
  assert.deepEqual(heard, ['types Ben!', 'Ben!: hel', 'rests Ben!', 'enters Ben!', 'leaves Ben!']);
});

test('what was missed while the connection was gone is told, once and in order', async () => {
  await start();
  const heard: string[] = [];
  kitty.startChatSession({ channel: await channel(), onReceivedMessage: ({ _stream }) => void heard.push(_stream.id) });
  await settle();
  const at = (id: string, second: number) => ({ ...sent(id), created_at: new Date(2026, 0, 3, 0, 0, second) });
  fake.event({ type: 'message.new', cid: 'public:7', message: { ...at('a', 1), created_at: at('a', 1).created_at.toISOString() } }, 0);
  fake.views['channelMessages'] = [at('a', 1), at('b', 2), at('c', 3)];
  fake.event({ type: 'connection.recovered', channels: {} });
  fake.event({ type: 'connection.recovered', channels: {} });
  assert.deepEqual(heard, ['a', 'b', 'c']);
});

test('a text waits for the channel to be watched; with a file two messages are sent', async () => {
  await start();
  const model = await channel();
  fake.answers['sendMessage'] = (_slot: number, draft: { text?: string }) => ({ message: { ...sent('s'), ...draft, user: { id: ME } } });
  fake.answers['upload'] = { file: 'https://x/a.png' };
  kitty.startChatSession({ channel: model });
  const steps: unknown[] = [];
  const file = Object.assign(new Blob(['abc'], { type: 'image/png' }), { name: 'a.png' });
  const result = await kitty.sendMessage({
    channel: model, body: 'hi <@ben>', file, groupTag: 'g', properties: { a: 1 },
    progressListener: { onStarted: () => steps.push('started'), onProgress: (progress) => steps.push(progress), onCompleted: (how) => steps.push(how) },
  });
  assert.ok(result.succeeded && result.message.type === 'TEXT');
  assert.deepEqual(steps, ['started', 1, 0]);
  assert.deepEqual(calls('queryChannel', 'upload', 'sendMessage'), ['queryChannel', 'upload', 'sendMessage', 'sendMessage']);
  const drafts = fake.calls.filter(({ name }) => name === 'sendMessage').map(({ args }) => args[1]);
  assert.deepEqual(drafts[0], { groupTag: 'g', properties: { a: 1 }, text: 'hi <@ben>', mentioned_users: ['ben'] });
  assert.deepEqual((drafts[1] as { attachments: object[] }).attachments, [{ type: 'image', image_url: 'https://x/a.png', title: 'a.png', mime_type: 'image/png', file_size: 3 }]);
});

test('a failed upload is told, and no message is sent; a file from elsewhere is not uploaded', async () => {
  await start();
  const model = await channel();
  const steps: unknown[] = [];
  fake.answers['upload'] = () => Promise.reject(Object.assign(new Error('too large'), { code: 22, status: 413 }));
  const failed = await kitty.sendMessage({ channel: model, file: new Blob(['abc']), progressListener: { onCompleted: (how) => steps.push(how) } });
  assert.deepEqual([failed.error?.error, steps, calls('sendMessage')], ['ClientError', [1], []]);
  fake.answers['sendMessage'] = (_slot: number, draft: object) => ({ message: { ...sent('s'), ...draft } });
  const external = await kitty.sendMessage({ channel: model, file: { url: 'https://y/b.pdf', name: 'b.pdf', contentType: 'application/pdf', size: 5 } });
  assert.ok(external.succeeded && external.message.type === 'FILE');
  assert.deepEqual(external.message.file, { type: 'EXTERNAL', url: 'https://y/b.pdf', name: 'b.pdf', contentType: 'application/pdf', size: 5 });
  assert.equal((await kitty.sendMessage({ channel: model })).error?.error, 'ClientError');
});

test('messages come newest first, page by page, by way of the oldest id', async () => {
  await start();
  const model = await channel();
  const all = Array.from({ length: 30 }, (_, at) => sent(`m${at}`, at === 29 ? { type: 'deleted' } : {}));
  fake.answers['Post'] = (_e: string, _p: unknown, _q: unknown, { messages: { limit, id_lt } }: { messages: { limit: number; id_lt?: string } }) => {
    const end = id_lt ? all.findIndex(({ id }) => id === id_lt) : all.length;
    return { messages: all.slice(Math.max(end - limit, 0), end) };
  };
  const first = (await kitty.getChannelMessages({ channel: model })).paginator;
  const second = await first?.nextPage();
  const ids = [...(first?.items ?? []), ...(second?.items ?? [])].map(({ _stream }) => _stream.id);
  assert.deepEqual(ids, all.filter(({ type }) => type !== 'deleted').map(({ id }) => id).reverse());
  assert.equal(second?.hasNextPage, false);
});

test('what is sent where no chat session is becomes a notification', async () => {
  const notifications: Notification[] = [];
  const unsubscribe = kitty.onNotificationReceived((notification) => void notifications.push(notification));
  await start();
  const model = await channel();
  const tell = async (message: object): Promise<void> => {
    fake.event({ type: 'notification.message_new', cid: 'public:7', channel: described('public:7').channel, message });
    await settle();
  };
  await tell(sent('one'));
  await tell(sent('own', { user: { id: ME } }));
  await tell(sent('system', { type: 'system', text: 'Closing' }));
  await tell(sent('mention', { mentioned_users: [{ id: ME, ck_username: 'Jane' }] }));
  fake.answers['GetMessage'] = { message: sent('parent', { user: { id: ME } }) };
  await tell(sent('reply', { parent_id: 'parent' }));
  assert.deepEqual(notifications.map(({ data, title, body, channel: about }) => [data.type, data.channelId, title, body, about?.id]), [
    ['USER:SENT:MESSAGE', 7, 'ben sent a message', 'one', 7], ['SYSTEM:SENT:MESSAGE', 7, 'System message sent', 'Closing', 7],
    ['USER:MENTIONED:USER', 7, 'ben sent a message', 'mention', 7], ['USER:REPLIED_TO:MESSAGE', 7, 'ben sent a message', 'reply', 7],
  ]);
  const heard: string[] = [];
  const { session } = kitty.startChatSession({ channel: model, onReceivedMessage: ({ _stream }) => void heard.push(_stream.id) });
  await tell(sent('early'));
  assert.deepEqual([heard, notifications.length], [['early'], 4], 'the chat session is there although watching may not have begun');
  session?.end();
  await tell(sent('again'));
  unsubscribe();
  await tell(sent('late'));
  assert.equal(notifications.length, 5);
});

test('what has no counterpart is a failed result that says so', async () => {
  await start();
  for (const result of [await kitty.deleteUser(), await kitty.startCall()]) assert.equal(result.error?.error, 'NotSupportedError');
});
