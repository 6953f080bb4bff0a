/**
 * Unpacks LZMA, which holds the WebAssembly 9 % smaller than deflate does and needs nothing of the browser. Written out
 * because the smallest decoder among libraries is five times as long. The format: the LZMA specification (Igor Pavlov).
 *
 * The settings are those of `scripts/build/pack.mjs`: lc = 3, lp = 0, pb = 2.
 */

/** Where each kind of decision has its probabilities. The order is free; the sizes are the format's. */
const IS_MATCH = 0; // 12 states × 4 positions
const IS_LONG_REPEAT = 48; // 12 states × 4 positions
const IS_REPEAT = 96; // from here on four times 12 states
const IS_NOT_FIRST = 108, IS_NOT_SECOND = 120, IS_NOT_THIRD = 132;
const LENGTH = 144, REPEAT_LENGTH = 658; // each 2 choices, 4 × 8 short, 4 × 8 middle, 256 long: with room for their roots
const SLOT = 1172; // 4 lengths × 64
const MIDDLE_BITS = 1428; // 115 for distances of slots 4 to 13
const LOW_BITS = 1543; // 16
const LITERAL = 1559; // 8 contexts × 768
const END = LITERAL + 8 * 768;

/** @param packed the stream after its header, a byte in each character @param size of what is in it, in bytes */
export function unpack(packed: string, size: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size);
  const probabilities = new Uint16Array(END).fill(1024);
  /** Range and code. In an array, since numbers above 2³¹ in variables that closures share cost an allocation each. */
  const coder = new Uint32Array([-1, 0]);
  let read = 1;
  const shift = (): void => {
    coder[1] = (coder[1]! << 8) | packed.charCodeAt(read++);
  };
  while (read < 5) shift();

  /** Decides whether the code is in the upper part of the range, above `bound`, and goes on in that part. */
  const above = (bound: number): number => {
    const yes = coder[1]! >= bound;
    coder[0] = yes ? coder[0]! - bound : bound;
    if (yes) coder[1]! -= bound;
    if (coder[0]! < 2 ** 24) {
      coder[0]! <<= 8;
      shift();
    }
    return +yes;
  };
  const bit = (at: number): number => {
    const probability = probabilities[at]!;
    const one = above((coder[0]! >>> 11) * probability);
    probabilities[at] = one ? probability - (probability >> 5) : probability + ((2048 - probability) >> 5);
    return one;
  };
  /** A number of `bits` bits, the highest first, with a 1 before it. */
  const tree = (at: number, bits: number, number = 1): number => {
    while (bits--) number = number * 2 + bit(at + number);
    return number;
  };
  /** The same, the lowest first and without the 1. */
  const reversed = (at: number, bits: number): number => {
    let number = 0;
    for (let place = 0, node = 1; place < bits; place++) {
      const one = bit(at + node);
      node = node * 2 + one;
      number += one << place;
    }
    return number;
  };
  const length = (at: number, position: number): number =>
    !bit(at) ? tree(at + 2 + position * 8, 3) - 8 : !bit(at + 1) ? tree(at + 34 + position * 8, 3) : tree(at + 66, 8) - 240;

  /** Distances of the last four matches, each less 1. */
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let at = 0, state = 0; at < size; ) {
    const position = at & 3;
    const place = state * 4 + position;
    if (!bit(IS_MATCH + place)) {
      const literal = LITERAL + (out[at - 1]! >> 5) * 768;
      let number = 1;
      if (state > 6) {
        // After a match the byte that would have followed it helps, until a bit differs.
        for (let likely = out[at - first - 1]!, same = true; same && number < 256; likely <<= 1) {
          const bitOfLikely = (likely >> 7) & 1;
          const one = bit(literal + ((1 + bitOfLikely) << 8) + number);
          number = number * 2 + one;
          same = one === bitOfLikely;
        }
      }
      while (number < 256) number = number * 2 + bit(literal + number);
      out[at++] = number;
      state = state < 4 ? 0 : state - (state < 10 ? 3 : 6);
      continue;
    }
    let left = 1;
    if (!bit(IS_REPEAT + state)) {
      [second, third, fourth] = [first, second, third];
      left = length(LENGTH, position) + 2;
      state = state < 7 ? 7 : 10;
      const slot = tree(SLOT + (left < 6 ? left - 2 : 3) * 64, 6) - 64;
      first = slot;
      if (slot > 3) {
        let bits = (slot >> 1) - 1;
        first = (2 + (slot & 1)) << bits;
        if (slot < 14) first += reversed(MIDDLE_BITS - slot - 1 + first, bits);
        else {
          let high = 0;
          for (; bits > 4; bits--) high = high * 2 + above((coder[0]! &= -2) >>> 1);
          first += high * 16 + reversed(LOW_BITS, 4);
        }
      }
    } else {
      if (!bit(IS_NOT_FIRST + state)) {
        if (!bit(IS_LONG_REPEAT + place)) left = 0;
      } else if (!bit(IS_NOT_SECOND + state)) [first, second] = [second, first];
      else if (!bit(IS_NOT_THIRD + state)) [first, second, third] = [third, first, second];
      else [first, second, third, fourth] = [fourth, first, second, third];
      if (left) {
        left = length(REPEAT_LENGTH, position) + 2;
        state = state < 7 ? 8 : 11;
      } else {
        left = 1;
        state = state < 7 ? 9 : 11;
      }
    }
    for (; left--; at++) out[at] = out[at - first - 1]!;
  }
  return out;
}
