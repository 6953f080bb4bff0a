//! Owns the heads of live objects: the place in the module's memory where the browser writes one, reading it there, and
//! the copy of a message that is made with what its head says. What stands in a head is `src/head.rs`.

use std::cell::{Cell, UnsafeCell};
use std::mem::ManuallyDrop;

use wasm_bindgen::prelude::*;

use super::object::{JsNode, Raw, borrow};
use crate::head::{EventHead, MessageHead};
use crate::time::Nanos;

#[wasm_bindgen(module = "/src/browser/objects.js")]
extern "C" {
    #[wasm_bindgen(js_name = eventHead)]
    fn event_head(event: &JsValue, memory: &JsValue, to: usize, size: usize) -> usize;
    #[wasm_bindgen(js_name = messageHead)]
    fn message_head(message: &JsValue, memory: &JsValue, to: usize, size: usize) -> usize;
    #[wasm_bindgen(js_name = newerMessage)]
    fn newer(message: &JsValue, user: &JsValue, created: f64, updated: f64, known: &JsValue, told: bool) -> JsValue;
}

/// Bytes for one head: two ids of 255 letters and what else is in it take a quarter of them.
const HEAD_SIZE: usize = 4096;

thread_local! {
    /// Where the browser writes heads, one at a time.
    static HEAD: UnsafeCell<[u8; HEAD_SIZE]> = const { UnsafeCell::new([0; HEAD_SIZE]) };
    /// The index of the module's memory as JavaScript has it, 0 before it was asked for.
    static MEMORY: Cell<Raw> = const { Cell::new(0) };
}

/// Has a head written by `write`, which gets the memory, the place in it, and how much room there is, and gives back where
/// the head ends; then has it read.
#[inline(never)]
fn head_of<T>(write: impl FnOnce(&JsValue, usize, usize) -> usize, read: fn(&str) -> T) -> T {
    if MEMORY.get() == 0 {
        MEMORY.set(ManuallyDrop::new(JsNode::from(wasm_bindgen::memory())).raw());
    }
    HEAD.with(|head| {
        let to = head.get();
        let end = borrow(MEMORY.get(), |memory| write(memory, to as usize, HEAD_SIZE));
        let length = (end - to as usize).min(HEAD_SIZE);
        // SAFETY: nothing else has the bytes while they are read: no head is written meanwhile. Lengths and marks are
        // below 128, and texts are written as UTF-8.
        read(unsafe { str::from_utf8_unchecked(std::slice::from_raw_parts(to.cast(), length)) })
    })
}

/// The head of an event.
pub(super) fn of_event(event: &JsValue) -> EventHead {
    head_of(|memory, to, size| event_head(event, memory, to, size), EventHead::from_written)
}

/// The head of a message.
pub(super) fn of_message(message: &JsValue) -> MessageHead {
    head_of(|memory, to, size| message_head(message, memory, to, size), MessageHead::from_written)
}

/// The copy of a message that takes the place of `known`, in one crossing.
pub(super) fn newer_message(
    message: &JsNode,
    head: &MessageHead,
    user: Option<&JsNode>,
    known: Option<&JsNode>,
    told: bool,
) -> JsNode {
    let value = |node: Option<&JsNode>| node.map_or(JsValue::UNDEFINED, |node| node.with(JsValue::clone));
    let (user, known) = (value(user), value(known));
    message.with(|message| newer(message, &user, ms(head.at), ms(head.updated_at), &known, told)).into()
}

/// Milliseconds since 1970, as a message's date wants them; not a number where the browser has to look itself.
#[inline(never)]
fn ms(time: Option<Nanos>) -> f64 {
    match time {
        // What is beyond all that nanoseconds reach was moved.
        Some(time) if time != Nanos::FIRST && time != Nanos::LAST => time.unix_ms() as f64,
        _ => f64::NAN,
    }
}
