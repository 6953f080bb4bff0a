/** Uploads: what becomes of each kind of source, which endpoint an address stands for, and what the app hears. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, test } from 'node:test';
import { StreamChat, type UploadProgress } from '../../js/index.js';
import type { CallOptions, Upload } from '../../js/core.js';
import { type Fake, installFake } from './fake_core.js';

// Browsers have it as a global; so has Node, from version 20 on, but its types do not.
const { File } = globalThis as unknown as { File: new (parts: string[], name: string, options: { type: string }) => Blob };

let fake: Fake;
let client: StreamChat;
beforeEach(async () => {
  fake = installFake();
  client = new StreamChat('key', { baseURL: 'https://chat.example/' });
  await client.getAppSettings();
  fake.calls.length = 0;
});

const sent = () => fake.calls[0]?.args as [endpoint: string, path: string[], file: Upload, options: CallOptions];
const part = () => sent()[2].form.get('file') as Blob & { name: string };
const text = new File(['hello'], 'a.txt', { type: 'text/plain' }) as never;

test('a file goes to its channel with its own name and type', async () => {
  fake.answers['upload'] = { file: 'https://x/a.txt' };
  const channel = client.channel('messaging', 'general');
  fake.calls.length = 0;
  assert.deepEqual(await channel.sendFile(text), { file: 'https://x/a.txt' });
  const [endpoint, path, file, options] = sent();
  assert.deepEqual([endpoint, path, options], ['UploadChannelFile', ['messaging', 'general'], { timeout: Infinity }]);
  assert.deepEqual([file.name, file.type, file.size, file.progress], ['a.txt', 'text/plain', 5, undefined]);
  assert.deepEqual([part().name, part().type, await part().text(), [...file.form.keys()]], ['a.txt', 'text/plain', 'hello', ['file']]);
  fake.calls.length = 0;
  await channel.sendImage(text);
  assert.equal(sent()[0], 'UploadChannelImage');
});

test('the name given wins, the type of a file does not change, and the user travels as JSON', async () => {
  await client.uploadFile(text, 'b.md', 'text/markdown', { id: 'ann' });
  assert.deepEqual([sent()[0], part().name, part().type], ['UploadFile', 'b.md', 'text/plain']);
  assert.equal(sent()[2].form.get('user'), '{"id":"ann"}');
});

const bytes = new TextEncoder().encode('hello');
const stream = () => new ReadableStream<Uint8Array>({ start(to) { to.enqueue(bytes); to.close(); } });
const sources: Array<[what: string, source: () => Parameters<StreamChat['uploadFile']>[0], name: string, type: string]> = [
  ['a blob without a name', () => new Blob(['hello']), 'blob', 'text/markdown'],
  ['a blob with a type', () => new Blob(['hello'], { type: 'text/css' }), 'blob', 'text/css'],
  ['bytes', () => bytes, 'blob', 'text/markdown'],
  ['a buffer', () => bytes.buffer as ArrayBuffer, 'blob', 'text/markdown'],
  ['a stream', stream, 'blob', 'text/markdown'],
  ['a data address', () => 'data:text/plain;base64,aGVsbG8=', 'blob', 'text/markdown'],
];
for (const [what, source, name, type] of sources) {
  test(`${what} is read and sent`, async () => {
    await client.uploadFile(source(), undefined, 'text/markdown');
    assert.deepEqual([part().name, part().type, await part().text(), sent()[2].size], [name, type, 'hello', 5]);
  });
}

test('an address gives the file its name; one that answers with an error gives none', async () => {
  const site = createServer((request, response) => {
    response.statusCode = request.url === '/gone' ? 404 : 200;
    response.setHeader('content-type', 'text/plain');
    response.end('hello');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => site.once('listening', resolve));
  const { port } = site.address() as AddressInfo;
  try {
    await client.uploadFile(`http://127.0.0.1:${port}/some/a%20b.txt?x=/y`);
    assert.deepEqual([part().name, part().type, await part().text()], ['a b.txt', 'text/plain', 'hello']);
    await assert.rejects(client.uploadFile(`http://127.0.0.1:${port}/gone`), { code: 'upload/unreadable' });
  } finally {
    site.closeAllConnections();
    site.close();
  }
});

test('what is no file is refused', async () => {
  for (const source of [undefined, null, 5, {}, '']) {
    await assert.rejects(client.uploadFile(source as never), { code: 'request/bad-argument' });
  }
  assert.deepEqual(fake.calls, []);
});

test('an address stands for its endpoint, and another server\'s for none', async () => {
  const asked = async (url: string) => {
    fake.calls.length = 0;
    await client.sendFile(url, text);
    return sent().slice(0, 2);
  };
  assert.deepEqual(await asked('/uploads/image'), ['UploadImage', []]);
  assert.deepEqual(await asked('https://chat.example/uploads/file'), ['UploadFile', []]);
  assert.deepEqual(await asked('https://chat.example/channels/messaging/a/image'), ['UploadChannelImage', ['messaging', 'a']]);
  for (const url of ['https://evil.example/uploads/file', 'https://chat.example.evil/uploads/file', '/channels/a/file', '/uploads/file/../x', '']) {
    await assert.rejects(client.sendFile(url, text), { code: 'request/bad-argument' }, url);
  }
});

test('progress is told in the words of version 9', async () => {
  const heard: UploadProgress[] = [];
  await client.uploadFile(text, undefined, undefined, undefined, { onUploadProgress: (progress) => heard.push(progress), timeout: 9 });
  assert.equal(sent()[3].timeout, 9);
  const tell = sent()[2].progress as (event: object) => void;
  const events = [{ loaded: 30, total: 120, lengthComputable: true }, { loaded: 120, total: 120, lengthComputable: true }, { loaded: 5, total: 0, lengthComputable: false }];
  events.forEach(tell);
  assert.deepEqual(heard.map(({ event, ...rest }) => rest), [
    { loaded: 30, total: 120, progress: 0.25, bytes: 30, lengthComputable: true, upload: true },
    { loaded: 120, total: 120, progress: 1, bytes: 90, lengthComputable: true, upload: true },
    { loaded: 5, total: undefined, progress: undefined, bytes: 0, lengthComputable: false, upload: true },
  ]);
  assert.equal(heard[0]?.event, events[0]);
});

test('a signal reaches the core, and an address is not read for one that has fired', async () => {
  const abort = new AbortController();
  await client.uploadFile(text, undefined, undefined, undefined, { signal: abort.signal });
  assert.equal(sent()[3].signal, abort.signal);
  abort.abort();
  fake.calls.length = 0;
  await assert.rejects(client.uploadFile('data:,x', undefined, undefined, undefined, { signal: abort.signal }), { code: 'request/cancelled' });
  assert.deepEqual(fake.calls, []);
});

test('uploads without a channel are deleted by their address', async () => {
  await client.deleteFile('https://x/a');
  await client.deleteImage('https://x/b');
  assert.deepEqual(fake.calls.map(({ args }) => args.slice(0, 3)), [['DeleteFile', [], { url: 'https://x/a' }], ['DeleteImage', [], { url: 'https://x/b' }]]);
});
