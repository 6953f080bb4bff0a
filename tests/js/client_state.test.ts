/** What a client knows beside its channels. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ClientState, StreamChat } from '../../js/index.js';
import { type Fake, installFake } from './fake_core.js';

let fake: Fake;
let client: StreamChat;
beforeEach(async () => {
  fake = installFake();
  client = new StreamChat('key');
  await client.connectUser({ id: 'ann' }, 'token');
});

test('users are those of the core, whoever made the object', () => {
  const users = { bob: { id: 'bob' } };
  fake.views['users'] = users;
  assert.equal(client.state.users, users);
  assert.equal(new ClientState({ client }).users, users);
});

test('before the core is there nobody is known and nothing throws', () => {
  const early = new StreamChat('key');
  early.state.updateUser({ id: 'bob' });
  assert.deepEqual([early.state.users, early.state.userChannelReferences], [{}, {}]);
});

test('references are those of open channels and those given by hand, until they are deleted', () => {
  fake.views['userChannels'] = { bob: { 'messaging:a': true } };
  const { state } = client;
  state.updateUserReference({ id: 'bob' }, 'messaging:b');
  state.updateUserReference({ id: 'eve' }, 'messaging:b');
  assert.deepEqual(state.userChannelReferences, { bob: { 'messaging:a': true, 'messaging:b': true }, eve: { 'messaging:b': true } });
  state.deleteAllChannelReference('messaging:b');
  assert.deepEqual(state.userChannelReferences, { bob: { 'messaging:a': true }, eve: {} });
});

test('news of users go to the core, one by one, and nobody is no news', () => {
  const told: unknown[] = [];
  fake.views['updateUser'] = (_slot: number, user: unknown) => void told.push(user);
  client.state.updateUsers([{ id: 'bob' }, { id: 'eve' }]);
  client.state.updateUser();
  assert.deepEqual(told, [{ id: 'bob' }, { id: 'eve' }]);
});
