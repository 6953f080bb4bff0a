/** Owns LZMA at its smallest, for js/entry/lzma.ts to unpack. */
import lzma from "lzma";

/** What stands before the stream: settings (1 byte), size of the dictionary (4), size of the content (8). */
const HEADER = 13;
/** lc = 3, lp = 0, pb = 2, as one number: what js/entry/lzma.ts is written for. */
const SETTINGS = 93;

/** @param {Buffer} bytes @returns {Buffer} the stream without its header */
export function packed(bytes) {
  const whole = Buffer.from(lzma.compress(bytes, 9));
  if (whole[0] !== SETTINGS) throw new Error(`the library's settings changed: ${whole[0]} instead of ${SETTINGS}`);
  if (!Buffer.from(lzma.decompress(whole)).equals(bytes)) throw new Error("the library does not give back what it packed");
  return whole.subarray(HEADER);
}
