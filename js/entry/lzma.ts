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

/** The bytes of a text that holds one in each character. */
function bytes(text: string, to = new Uint8Array(text.length)): Uint8Array<ArrayBuffer> {
  for (let at = 0; at < text.length; at++) to[at] = text.charCodeAt(at);
  return to as Uint8Array<ArrayBuffer>;
}

/**
 * All texts have a byte in each character.
 * @param unpacker the module of `lzma.rs` @param packed the stream after its header @param size of what is in it, in bytes
 */
export async function unpack(unpacker: string, packed: string, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const { instance } = await WebAssembly.instantiate(bytes(unpacker));
  const { memory, unpack: run } = instance.exports as unknown as Unpacker;
  const at = memory.buffer.byteLength;
  memory.grow(Math.ceil((packed.length + size) / 65_536));
  bytes(packed, new Uint8Array(memory.buffer, at));
  run(at, packed.length, size);
  return new Uint8Array(memory.buffer as ArrayBuffer, at + packed.length, size);
}
