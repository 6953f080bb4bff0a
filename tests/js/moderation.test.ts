/** `client.moderation`: the request each method makes, which is the one version 9 of the JavaScript SDK makes. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { type Moderation, StreamChat } from '../../js/index.js';
import { endpointCall, type Fake, installFake } from './fake_core.js';

let fake: Fake;
let moderation: Moderation;
beforeEach(async () => {
  fake = installFake();
  const client = new StreamChat('key');
  await client.getAppSettings();
  moderation = client.moderation;
  assert.equal(moderation.client, client);
  fake.calls.length = 0;
});

const flagged = (entity_type: string, entity_id: string, entity_creator_id: string, more = {}) => ({ entity_type, entity_id, entity_creator_id, reason: 'spam', ...more });
type Row = [call: (moderation: Moderation) => Promise<unknown>, endpoint: string, ...args: unknown[]];
const rows: Row[] = [
  [(m) => m.flag('post', 'p', 'bob', 'spam', { custom: { a: 1 } }), 'FlagContent', [], undefined, flagged('post', 'p', 'bob', { custom: { a: 1 } })],
  [(m) => m.flagUser('bob', 'spam'), 'FlagContent', [], undefined, flagged('stream:user', 'bob', '')],
  [(m) => m.flagMessage('m', 'spam', { user_id: 'ann' }), 'FlagContent', [], undefined, flagged('stream:chat:v1:message', 'm', '', { user_id: 'ann' })],
  [(m) => m.muteUser('bob', { timeout: 60 }), 'MuteUsers', [], undefined, { target_ids: ['bob'], timeout: 60 }],
  [(m) => m.unmuteUser('bob', {}), 'UnmuteUsers', [], undefined, { target_ids: ['bob'] }],
  [(m) => m.queryReviewQueue(), 'QueryReviewQueue', [], undefined, { filter: {}, sort: [] }],
  [(m) => m.queryReviewQueue({ a: 1 }, { created_at: -1 }, { limit: 2 }), 'QueryReviewQueue', [], undefined, { filter: { a: 1 }, sort: [{ field: 'created_at', direction: -1 }], limit: 2 }],
  [(m) => m.submitAction('ban', 'i', { ban: { timeout: 1 } }), 'SubmitAction', [], undefined, { action_type: 'ban', item_id: 'i', ban: { timeout: 1 } }],
  [(m) => m.getUserModerationReport('bob', { limit: 2 }), 'GetModerationReport', [], { user_id: 'bob', limit: 2 }],
  [(m) => m.upsertConfig({ key: 'k' }), 'UpsertModerationConfig', [], undefined, { key: 'k' }],
  [(m) => m.getConfig('k', { team: 't' }), 'GetModerationConfig', ['k'], { team: 't' }],
  [(m) => m.deleteConfig('k'), 'DeleteModerationConfig', ['k']],
  [(m) => m.queryConfigs({ a: 1 }, [{ k: 1 }], { limit: 1 }), 'QueryModerationConfigs', [], undefined, { filter: { a: 1 }, sort: [{ k: 1 }], limit: 1 }],
];
for (const [call, endpoint, ...args] of rows) {
  const name = `${call}`.replace(/^\(m\) ?=> ?m\./, '').slice(0, 60);
  test(`${name} calls ${endpoint}`, async () => {
    await call(moderation);
    assert.deepEqual(endpointCall(fake, endpoint), args);
  });
}
