//! Owns unpacking LZMA: a WebAssembly module of its own, two kilobytes that travel beside the packed one, because the same
//! in JavaScript takes tens of milliseconds of a page's start (it runs once, so nothing of it is ever compiled well).
//! Written out because the smallest decoder among libraries is many times as long. The format: the LZMA specification
//! (Igor Pavlov). The settings are those of `scripts/build/pack.mjs`: lc = 3, lp = 0, pb = 2.
//!
//! Damaged content gives wrong bytes, as many as were asked for; it reads and writes nothing beyond what it was given.
#![no_std]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

// Where each kind of decision has its probabilities. The order is free; the sizes are the format's.
/// 12 states × 4 positions.
const IS_MATCH: usize = 0;
/// 12 states × 4 positions.
const IS_LONG_REPEAT: usize = 48;
/// From here on four times 12 states.
const IS_REPEAT: usize = 96;
const IS_NOT_FIRST: usize = 108;
const IS_NOT_SECOND: usize = 120;
const IS_NOT_THIRD: usize = 132;
/// Each 2 choices, 4 × 8 short, 4 × 8 middle, 256 long: with room for their roots.
const LENGTH: usize = 144;
const REPEAT_LENGTH: usize = 658;
/// 4 lengths × 64.
const SLOT: usize = 1172;
/// 115 for distances of slots 4 to 13.
const MIDDLE_BITS: usize = 1428;
/// 16.
const LOW_BITS: usize = 1543;
/// 8 contexts × 768.
const LITERAL: usize = 1559;
/// All of them, and as many more as make a power of two: a place is kept within by its bits, without a question.
const PLACES: usize = 8192;

/// Where the code is. Functions work on a copy, which stays in registers.
#[derive(Clone, Copy)]
struct Span {
    range: u32,
    code: u32,
}

struct Decoder<'a> {
    packed: &'a [u8],
    read: usize,
    span: Span,
    probabilities: [u16; PLACES],
}

impl Decoder<'_> {
    fn next(&mut self) -> u32 {
        let byte = self.packed.get(self.read).copied().unwrap_or_default();
        self.read += 1;
        u32::from(byte)
    }

    /// Decides whether the code is in the upper part of the range, above `bound`, and goes on in that part.
    #[inline(always)]
    fn above(&mut self, span: &mut Span, bound: u32) -> bool {
        let yes = span.code >= bound;
        if yes {
            span.code -= bound;
            span.range = span.range.wrapping_sub(bound);
        } else {
            span.range = bound;
        }
        if span.range < 1 << 24 {
            span.range <<= 8;
            span.code = span.code << 8 | self.next();
        }
        yes
    }

    /// Into the loops, and once for all other places: it runs once, in code that the browser made in a hurry, where a call
    /// for each bit costs most, and what stands in memory comes next (11 ms for all, so 4).
    #[inline(always)]
    fn bit(&mut self, span: &mut Span, at: usize) -> usize {
        let probability = self.probabilities.get(at % PLACES).copied().unwrap_or_default();
        let bound = (span.range >> 11) * u32::from(probability);
        let one = self.above(span, bound);
        if let Some(known) = self.probabilities.get_mut(at % PLACES) {
            *known = if one { probability - (probability >> 5) } else { probability + ((2048 - probability) >> 5) };
        }
        usize::from(one)
    }

    #[inline(never)]
    fn single(&mut self, at: usize) -> usize {
        let mut span = self.span;
        let one = self.bit(&mut span, at);
        self.span = span;
        one
    }

    /// A number of so many bits, the highest first, with a 1 before it.
    #[inline(never)]
    fn tree(&mut self, at: usize, bits: usize, mut number: usize) -> usize {
        let mut span = self.span;
        for _ in 0..bits {
            number = number * 2 + self.bit(&mut span, at + number);
        }
        self.span = span;
        number
    }

    /// The same, the lowest first and without the 1.
    #[inline(never)]
    fn reversed(&mut self, at: usize, bits: usize) -> usize {
        let mut span = self.span;
        let (mut number, mut node) = (0, 1);
        for place in 0..bits {
            let one = self.bit(&mut span, at + node);
            node = node * 2 + one;
            number += one << place;
        }
        self.span = span;
        number
    }

    fn length(&mut self, at: usize, position: usize) -> usize {
        if self.single(at) == 0 {
            self.tree(at + 2 + position * 8, 3, 1) - 8
        } else if self.single(at + 1) == 0 {
            self.tree(at + 34 + position * 8, 3, 1)
        } else {
            self.tree(at + 66, 8, 1) - 240
        }
    }

    /// A distance less 1, of a match of so many bytes.
    fn distance(&mut self, left: usize) -> usize {
        let slot = self.tree(SLOT + if left < 6 { left - 2 } else { 3 } * 64, 6, 1) - 64;
        if slot < 4 {
            return slot;
        }
        let bits = (slot >> 1) - 1;
        let first = (2 + (slot & 1)) << bits;
        if slot < 14 {
            return first + self.reversed(MIDDLE_BITS + first - slot - 1, bits);
        }
        let (mut span, mut high) = (self.span, 0);
        for _ in 4..bits {
            span.range &= !1;
            let half = span.range >> 1;
            high = high * 2 + usize::from(self.above(&mut span, half));
        }
        self.span = span;
        first.wrapping_add(high * 16).wrapping_add(self.reversed(LOW_BITS, 4))
    }

    fn unpack(&mut self, out: &mut [u8]) {
        // Distances of the last four matches, each less 1.
        let [mut first, mut second, mut third, mut fourth] = [0usize; 4];
        let (mut at, mut state) = (0usize, 0usize);
        let back = |out: &[u8], at: usize, distance: usize| {
            out.get(at.wrapping_sub(distance).wrapping_sub(1)).copied().unwrap_or_default()
        };
        while at < out.len() {
            let position = at & 3;
            let place = state * 4 + position;
            if self.single(IS_MATCH + place) == 0 {
                let literal = LITERAL + usize::from(back(out, at, 0) >> 5) * 768;
                let mut number = 1;
                if state > 6 {
                    // After a match the byte that would have followed it helps, until a bit differs.
                    let (mut span, mut likely) = (self.span, usize::from(back(out, at, first)));
                    while number < 256 {
                        let bit_of_likely = likely >> 7 & 1;
                        let one = self.bit(&mut span, literal + ((1 + bit_of_likely) << 8) + number);
                        number = number * 2 + one;
                        likely <<= 1;
                        if one != bit_of_likely {
                            break;
                        }
                    }
                    self.span = span;
                }
                number = self.tree(literal, (number.leading_zeros() - 23) as usize, number);
                if let Some(byte) = out.get_mut(at) {
                    *byte = number as u8;
                }
                at += 1;
                state = if state < 4 { 0 } else { state - if state < 10 { 3 } else { 6 } };
                continue;
            }
            let mut left;
            if self.single(IS_REPEAT + state) == 0 {
                (second, third, fourth) = (first, second, third);
                left = self.length(LENGTH, position) + 2;
                state = if state < 7 { 7 } else { 10 };
                first = self.distance(left);
            } else {
                if self.single(IS_NOT_FIRST + state) == 0 {
                    left = self.single(IS_LONG_REPEAT + place) ^ 1;
                } else {
                    left = 0;
                    if self.single(IS_NOT_SECOND + state) == 0 {
                        (first, second) = (second, first);
                    } else if self.single(IS_NOT_THIRD + state) == 0 {
                        (first, second, third) = (third, first, second);
                    } else {
                        (first, second, third, fourth) = (fourth, first, second, third);
                    }
                }
                if left == 0 {
                    left = self.length(REPEAT_LENGTH, position) + 2;
                    state = if state < 7 { 8 } else { 11 };
                } else {
                    state = if state < 7 { 9 } else { 11 };
                }
            }
            for _ in 0..left {
                let byte = back(out, at, first);
                let Some(place) = out.get_mut(at) else { break };
                *place = byte;
                at += 1;
            }
        }
    }
}

/// Unpacks the `length` bytes at `packed`, a stream without its header, into the `size` bytes behind them.
///
/// # Safety
/// Both stand in memory that nothing else uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unpack(packed: *mut u8, length: usize, size: usize) {
    // SAFETY: the caller's; `js/entry/lzma.ts` grows the memory for them.
    let (packed, out) =
        unsafe { (core::slice::from_raw_parts(packed, length), core::slice::from_raw_parts_mut(packed.add(length), size)) };
    let mut decoder = Decoder { packed, read: 1, span: Span { range: u32::MAX, code: 0 }, probabilities: [1024; PLACES] };
    for _ in 0..4 {
        decoder.span.code = decoder.span.code << 8 | decoder.next();
    }
    decoder.unpack(out);
}
