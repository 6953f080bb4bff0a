/** The countdown of slow mode: when it looks, and what it shows. How much remains the core decides. */
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { type Channel, StreamChat } from '../../js/index.js';
import { type Fake, installFake } from './fake_core.js';

let fake: Fake;
let channel: Channel;
let asked: Array<{ now: number; last?: number }>;
let remaining: number;
beforeEach(async () => {
  fake = installFake();
  const client = new StreamChat('key');
  await client.getAppSettings();
  channel = client.channel('messaging', 'general');
  asked = [];
  remaining = 0;
  fake.views['cooldown'] = (_slot: number, argument: { now: number; last?: number }) => {
    asked.push(argument);
    return { seconds: 4, remaining, exempt: false, last: new Date(7) };
  };
});

test('it shows what the core says, and looks again when something happened', () => {
  const timer = channel.cooldownTimer;
  assert.equal(channel.cooldownTimer, timer);
  assert.deepEqual(timer.state.getLatestValue(), { cooldownConfigSeconds: 4, cooldownRemaining: 0, ownLatestMessageDate: new Date(7), canSkipCooldown: false });
  for (const type of ['message.new', 'channel.updated', 'capabilities.changed', 'typing.start']) fake.event({ type }, 0);
  assert.equal(asked.length, 4);
});

test('it counts down second by second, until nothing remains', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    remaining = 2;
    const timer = channel.cooldownTimer;
    const seen: number[] = [];
    timer.state.subscribe(({ cooldownRemaining }) => seen.push(cooldownRemaining));
    for (const left of [1, 0, 0]) {
      remaining = left;
      mock.timers.tick(1_000);
    }
    assert.deepEqual([seen, asked.length], [[2, 1, 0], 3]);
  } finally {
    mock.timers.reset();
  }
});

test('a date of the app\'s own counts until the next look', () => {
  const timer = channel.cooldownTimer;
  timer.setOwnLatestMessageDate(new Date(5));
  assert.equal(asked.at(-1)?.last, 5);
  timer.refresh();
  assert.equal(asked.at(-1)?.last, undefined);
  timer.setCooldownRemaining(77);
  assert.equal(timer.cooldownRemaining, 77);
});

test('it stops listening when nobody wants it to', () => {
  const timer = channel.cooldownTimer;
  assert.equal(timer.hasSubscriptions, true);
  timer.unregisterSubscriptions();
  fake.event({ type: 'message.new' }, 0);
  assert.equal(asked.length, 1);
  assert.equal(timer.hasSubscriptions, false);
});
