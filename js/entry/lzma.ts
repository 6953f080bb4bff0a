/**
 * Unpacks LZMA, which holds the WebAssembly 9 % smaller than deflate does and needs nothing of the browser. The work is
 * done by a WebAssembly module of two kilobytes (`lzma.rs`): JavaScript that runs once takes tens of milliseconds.
 */

/** The exports of `lzma.rs`. */
interface Unpacker {
  memory: WebAssembly.Memory;
  /** The `length` bytes at `packed` become the `size` bytes behind them. */
  unpack(packed: number, length: number, size: number): void;
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  // What browsers since 2025 have; the loop below takes a millisecond of a page's start.
  const { fromBase64 } = Uint8Array as { fromBase64?(text: string): Uint8Array<ArrayBuffer> };
  if (fromBase64) return fromBase64(base64);
  const text = atob(base64);
  const to = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) to[at] = text.charCodeAt(at);
  return to;
}

/**
 * Both texts are base64.
 * @param unpacker the module of `lzma.rs` @param packed the stream after its header @param size of what is in it, in bytes
 */
export async function unpack(unpacker: string, packed: string, size: number): Promise<Uint8Array<ArrayBuffer>> {
  // So small a module may be compiled at once: two turns of the page less.
  const { memory, unpack: run } = new WebAssembly.Instance(new WebAssembly.Module(bytes(unpacker))).exports as unknown as Unpacker;
  const stream = bytes(packed);
  const at = memory.buffer.byteLength;
  memory.grow(Math.ceil((stream.length + size) / 65_536));
  new Uint8Array(memory.buffer, at).set(stream);
  run(at, stream.length, size);
  return new Uint8Array(memory.buffer as ArrayBuffer, at + stream.length, size);
}
