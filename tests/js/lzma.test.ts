/** What a maintained library packs as the build does, the package's own decoder gives back. Needs a build. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unpack } from '../../js/entry/lzma.js';
import { unpackerBase64 } from '../../js/generated/wasm_inline.js';
import { packed } from '../../scripts/build/pack.mjs';

/** A small generator with a seed, so that a failure can be had again (mulberry32). */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let x = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Bytes with as many repetitions, near and far, short and long, as `variety` allows: 1 has none. */
function bytes(seed: number, size: number, variety: number): Buffer {
  const next = random(seed);
  const out = Buffer.alloc(size);
  for (let at = 0; at < size; ) {
    if (at === 0 || next() < variety) out[at++] = next() * 256;
    else {
      const back = 1 + Math.floor(next() ** 3 * at);
      for (let left = 1 + next() ** 4 * 400; left > 0 && at < size; left--, at++) out[at] = out[at - back]!;
    }
  }
  return out;
}

const unpackBytes = (packed: Buffer, size: number): Promise<Uint8Array> => unpack(unpackerBase64, packed.toString('base64'), size);
const unpacked = async (content: Buffer): Promise<Buffer> => Buffer.from(await unpackBytes(packed(content), content.length));

test('every kind of content comes back', async () => {
  const kinds = { 'one byte': Buffer.from([200]), 'one value': Buffer.alloc(100_000, 7), text: Buffer.from('reads and typing. '.repeat(500)) };
  for (const [name, content] of Object.entries(kinds)) assert.ok((await unpacked(content)).equals(content), name);
});

test('random content comes back, whatever repeats in it', async () => {
  for (let seed = 1; seed <= 33; seed++) {
    const content = bytes(seed, 1 + ((seed * 977) % 9_000), (seed % 11) / 10);
    assert.ok((await unpacked(content)).equals(content), `seed ${seed}`);
  }
});

test('repetitions from far back come back', async () => {
  const block = bytes(1, 3_000, 1);
  const content = Buffer.concat([block, bytes(2, 90_000, 0.2), block]);
  assert.ok((await unpacked(content)).equals(content));
});

test('damaged content ends, with as many bytes as were asked for', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    assert.equal((await unpackBytes(bytes(seed, 500, 1), 10_000)).length, 10_000, `seed ${seed}`);
  }
  assert.equal((await unpackBytes(Buffer.alloc(0), 1_000)).length, 1_000);
});
