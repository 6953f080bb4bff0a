//! Owns the view of live JavaScript objects as [`Node`]s. Every method is one crossing of the boundary.
//!
//! A node is the index that a `JsValue` is in WebAssembly, and its methods are thin wrappers that pass the index by value
//! to functions that are not inlined. That keeps nodes in registers and their optional forms as small as themselves:
//! written over `&JsValue`, which lives in memory, the same client is a fifth larger.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::num::NonZeroU32;

use wasm_bindgen::convert::{FromWasmAbi, IntoWasmAbi};
use wasm_bindgen::prelude::*;

use super::heads;
use crate::head::{EventHead, MessageHead, ReadHead};
use crate::node::Node;
use crate::text::Text;
use crate::time::Nanos;

/// A live JavaScript value.
#[derive(Debug)]
pub struct JsNode(NonZeroU32);

/// An index that is borrowed, not owned.
pub(super) type Raw = u32;

impl From<JsValue> for JsNode {
    #[inline]
    fn from(value: JsValue) -> Self {
        // Index 0 is never given out (wasm-bindgen reserves it for "none").
        JsNode(NonZeroU32::new(value.into_abi()).unwrap_or(NonZeroU32::MAX))
    }
}

impl From<JsNode> for JsValue {
    #[inline]
    fn from(node: JsNode) -> Self {
        let node = ManuallyDrop::new(node);
        // SAFETY: the index came from `into_abi` and is given up here, once.
        unsafe { JsValue::from_abi(node.0.get()) }
    }
}

impl Drop for JsNode {
    #[inline(always)]
    fn drop(&mut self) {
        release(self.0.get());
    }
}

impl Clone for JsNode {
    #[inline(always)]
    fn clone(&self) -> Self {
        JsNode(share(self.0.get()))
    }
}

impl JsNode {
    /// Lends the value to a function that wants a `JsValue`.
    #[inline(always)]
    pub fn with<T>(&self, use_it: impl FnOnce(&JsValue) -> T) -> T {
        borrow(self.0.get(), use_it)
    }

    #[inline(always)]
    pub(super) fn raw(&self) -> Raw {
        self.0.get()
    }
}

#[inline]
pub(super) fn borrow<T>(raw: Raw, use_it: impl FnOnce(&JsValue) -> T) -> T {
    // SAFETY: the index belongs to a `JsNode` that outlives the call, and is not given up here.
    let value = ManuallyDrop::new(unsafe { JsValue::from_abi(raw) });
    use_it(&value)
}

#[inline(never)]
fn release(raw: Raw) {
    // SAFETY: called by `drop` only, once for each index.
    drop(unsafe { JsValue::from_abi(raw) });
}

#[inline(never)]
fn share(raw: Raw) -> NonZeroU32 {
    let clone = borrow(raw, JsValue::clone);
    ManuallyDrop::new(JsNode::from(clone)).0
}

#[wasm_bindgen(module = "/src/browser/objects.js")]
extern "C" {
    fn parse(text: &str) -> JsValue;
    #[wasm_bindgen(js_name = parseBase64)]
    fn parse_base64(text: &str) -> JsValue;
    #[wasm_bindgen(js_name = newObject)]
    fn js_object() -> JsValue;
    #[wasm_bindgen(js_name = newArray)]
    fn js_array() -> JsValue;
    #[wasm_bindgen(js_name = newDate)]
    fn js_date(ms: f64) -> JsValue;
    #[wasm_bindgen(js_name = isArray)]
    fn is_array(value: &JsValue) -> bool;
    fn put(array: &JsValue, index: u32, value: &JsValue);
    fn push(array: &JsValue, value: &JsValue);
    fn keys(value: &JsValue) -> JsValue;
    fn missing(object: &JsValue, other: &JsValue) -> JsValue;
    /// Any value. As the type of a result that may be absent it saves two questions across the boundary.
    pub type Any;
    fn get(object: &JsValue, key: &JsValue) -> Option<Any>;
    fn at(array: &JsValue, index: u32) -> Option<Any>;
    #[wasm_bindgen(js_name = get)]
    fn get_known(object: &JsValue, key: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = at)]
    fn known_at(array: &JsValue, index: u32) -> JsValue;
    #[wasm_bindgen(js_name = getOwn)]
    fn get_own(object: &JsValue, key: &str) -> Option<Any>;
    #[wasm_bindgen(js_name = getText)]
    fn get_text(object: &JsValue, key: &JsValue) -> Option<String>;
    #[wasm_bindgen(js_name = getNumber)]
    fn get_number(object: &JsValue, key: &JsValue) -> Option<f64>;
    #[wasm_bindgen(js_name = getFlag)]
    fn get_flag(object: &JsValue, key: &JsValue) -> Option<bool>;
    #[wasm_bindgen(js_name = getTime)]
    fn get_time(object: &JsValue, key: &JsValue) -> Option<String>;
    #[wasm_bindgen(js_name = asTime)]
    fn as_time(value: &JsValue) -> Option<String>;
    #[wasm_bindgen(js_name = isObject)]
    fn is_object(value: &JsValue) -> bool;
    fn size(value: &JsValue) -> u32;
    fn set(object: &JsValue, key: &JsValue, value: &JsValue);
    #[wasm_bindgen(js_name = set)]
    fn set_named(object: &JsValue, key: &str, value: &JsValue);
    fn remove(object: &JsValue, key: &str);
    fn copy(value: &JsValue) -> JsValue;
    fn assign(object: &JsValue, from: &JsValue);
    #[wasm_bindgen(js_name = splice)]
    fn splice_out(array: &JsValue, at: u32, count: u32);
    #[wasm_bindgen(js_name = splice)]
    fn splice_in(array: &JsValue, at: u32, count: u32, added: &JsValue);
    #[wasm_bindgen(js_name = jsonSize)]
    fn json_size(value: &JsValue) -> u32;
    #[wasm_bindgen(js_name = usersIn)]
    fn users_in(list: &JsValue, known: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = readHeads)]
    fn read_heads(states: &JsValue) -> String;
    #[wasm_bindgen(js_name = byUser)]
    fn by_user(list: &JsValue, users: &JsValue, read_states: bool) -> JsValue;
    #[wasm_bindgen(js_name = localMessage)]
    fn local_message(message: &JsValue, user: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = takeTotals)]
    fn take_totals(me: &JsValue, event: &JsValue);
}

/// Places for member names, a power of two: eight times as many as there are names, so that few share a place.
const KEY_PLACES: usize = 1024;

/// A member name: the address and the length of the Rust literal, and the index of its JavaScript string, 0 for none.
type Key = (usize, usize, Raw);

thread_local! {
    /// JavaScript strings of the member names in use, by the address of the literal: a name crosses once.
    static KEYS: [Cell<Key>; KEY_PLACES] = const { [const { Cell::new((0, 0, 0)) }; KEY_PLACES] };
}

/// The index of a member name's JavaScript string; it lives as long as the program.
#[inline(never)]
fn key_of(key: &'static str) -> Raw {
    let (address, length) = (key.as_ptr() as usize, key.len());
    KEYS.with(|keys| {
        let mut place = address;
        // Ends: there are far fewer names in the program than places.
        loop {
            let Some(cell) = keys.get(place % KEY_PLACES) else { return 0 };
            let (known_address, known_length, known) = cell.get();
            if known_address == address && known_length == length {
                return known;
            }
            if known == 0 {
                let name = ManuallyDrop::new(JsNode::from(JsValue::from_str(key))).raw();
                cell.set((address, length, name));
                return name;
            }
            place += 1;
        }
    })
}

/// A value that is there.
#[inline]
fn present(value: JsValue) -> Option<JsNode> {
    if value.is_undefined() || value.is_null() { None } else { Some(JsNode::from(value)) }
}

#[inline(never)]
fn get_member(object: Raw, key: &'static str) -> Option<JsNode> {
    let found = borrow(object, |object| borrow(key_of(key), |key| get(object, key)))?;
    Some(JsValue::from(found).into())
}

#[inline(never)]
fn get_member_named(object: Raw, key: &str) -> Option<JsNode> {
    let found = borrow(object, |object| get_own(object, key))?;
    Some(JsValue::from(found).into())
}

#[inline(never)]
fn get_member_text(object: Raw, key: &'static str) -> Option<Text> {
    borrow(object, |object| borrow(key_of(key), |key| get_text(object, key))).map(Text::from)
}

#[inline(never)]
fn member_says(object: Raw, key: &'static str, text: &str) -> bool {
    get_member_text(object, key).is_some_and(|found| found == text)
}

#[inline(never)]
fn get_inner_text(object: Raw, inner: &'static str, key: &'static str) -> Option<Text> {
    get_member_text(get_member(object, inner)?.raw(), key)
}

#[inline(never)]
fn get_member_number(object: Raw, key: &'static str) -> Option<f64> {
    borrow(object, |object| borrow(key_of(key), |key| get_number(object, key)))
}

#[inline(never)]
fn get_member_flag(object: Raw, key: &'static str) -> bool {
    borrow(object, |object| borrow(key_of(key), |key| get_flag(object, key))).unwrap_or(false)
}

#[inline(never)]
fn get_member_time(object: Raw, key: &'static str) -> Option<Nanos> {
    Nanos::parse(&borrow(object, |object| borrow(key_of(key), |key| get_time(object, key)))?)
}

/// Takes the value with it.
#[inline(never)]
fn set_member(object: Raw, key: &'static str, value: JsNode) {
    borrow(object, |object| borrow(key_of(key), |key| value.with(|value| set(object, key, value))));
}

#[inline(never)]
fn set_member_text(object: Raw, key: &'static str, value: &str) {
    set_member(object, key, JsNode::text(value));
}

#[inline(never)]
fn set_member_named(object: Raw, key: &str, value: JsNode) {
    borrow(object, |object| value.with(|value| set_named(object, key, value)));
}

#[inline(never)]
fn element(array: Raw, index: u32) -> Option<JsNode> {
    match borrow(array, |array| at(array, index)) {
        Some(found) => Some(JsValue::from(found).into()),
        // It may be `null`.
        None => (index < borrow(array, size)).then(|| JsValue::NULL.into()),
    }
}

#[inline(never)]
fn append(array: Raw, value: JsNode) {
    borrow(array, |array| value.with(|value| push(array, value)));
}

#[inline(never)]
fn copy_of(value: Raw) -> JsNode {
    borrow(value, copy).into()
}

#[inline(never)]
fn new_object() -> JsNode {
    js_object().into()
}

#[inline(never)]
fn new_array() -> JsNode {
    js_array().into()
}

#[inline(never)]
fn new_text(value: &str) -> JsNode {
    JsValue::from_str(value).into()
}

#[inline(never)]
fn new_number(value: f64) -> JsNode {
    JsValue::from_f64(value).into()
}

/// The strings of a list.
#[inline(never)]
pub(super) fn texts(list: &JsNode) -> Vec<Text> {
    let mut texts = Vec::new();
    for index in 0..list.len() {
        if let Some(text) = list.at(index).and_then(|text| text.as_text()) {
            texts.push(text);
        }
    }
    texts
}

impl Node for JsNode {
    #[inline(always)]
    fn object() -> Self {
        new_object()
    }
    #[inline(always)]
    fn array() -> Self {
        new_array()
    }
    #[inline(always)]
    fn text(value: &str) -> Self {
        new_text(value)
    }
    #[inline(always)]
    fn number(value: f64) -> Self {
        new_number(value)
    }
    #[inline(always)]
    fn flag(value: bool) -> Self {
        JsValue::from_bool(value).into()
    }
    #[inline(always)]
    fn null() -> Self {
        JsValue::NULL.into()
    }
    fn date(value: Nanos) -> Self {
        // What is before all that nanoseconds reach is the service's "never": 0001-01-01.
        let ms = if value == Nanos::FIRST { -62_135_596_800_000.0 } else { value.unix_ms() as f64 };
        js_date(ms).into()
    }
    fn parse(text: &str) -> Option<Self> {
        present(parse(text))
    }
    fn parse_base64(text: &str) -> Option<Self> {
        present(parse_base64(text))
    }

    #[inline(always)]
    fn get(&self, key: &'static str) -> Option<Self> {
        get_member(self.raw(), key)
    }
    #[inline(always)]
    fn get_named(&self, key: &str) -> Option<Self> {
        get_member_named(self.raw(), key)
    }
    #[inline(always)]
    fn set(&self, key: &'static str, value: Self) {
        set_member(self.raw(), key, value);
    }
    #[inline(always)]
    fn set_named(&self, key: &str, value: Self) {
        set_member_named(self.raw(), key, value);
    }
    #[inline(always)]
    fn remove_named(&self, key: &str) {
        self.with(|object| remove(object, key));
    }
    fn keys(&self) -> Vec<Text> {
        texts(&self.with(keys).into())
    }

    #[inline(always)]
    fn as_text(&self) -> Option<Text> {
        self.with(JsValue::as_string).map(Text::from)
    }
    #[inline(always)]
    fn as_number(&self) -> Option<f64> {
        self.with(JsValue::as_f64)
    }
    #[inline(always)]
    fn as_flag(&self) -> Option<bool> {
        self.with(JsValue::as_bool)
    }
    fn as_time(&self) -> Option<Nanos> {
        Nanos::parse(&self.with(as_time)?)
    }
    #[inline(always)]
    fn is_array(&self) -> bool {
        self.with(is_array)
    }
    #[inline(always)]
    fn is_object(&self) -> bool {
        self.with(is_object)
    }

    #[inline(always)]
    fn len(&self) -> u32 {
        self.with(size)
    }
    #[inline(always)]
    fn at(&self, index: u32) -> Option<Self> {
        element(self.raw(), index)
    }
    fn known_at(&self, index: u32) -> Self {
        self.with(|array| known_at(array, index)).into()
    }
    fn known(&self, key: &'static str) -> Self {
        self.with(|object| borrow(key_of(key), |key| get_known(object, key))).into()
    }
    #[inline(always)]
    fn push(&self, value: Self) {
        append(self.raw(), value);
    }
    #[inline(always)]
    fn insert_at(&self, index: u32, value: Self) {
        self.with(|array| value.with(|value| splice_in(array, index, 0, value)));
    }
    #[inline(always)]
    fn set_at(&self, index: u32, value: Self) {
        self.with(|array| value.with(|value| put(array, index, value)));
    }
    #[inline(always)]
    fn remove_at(&self, index: u32) {
        self.with(|array| splice_out(array, index, 1));
    }

    #[inline(always)]
    fn copy(&self) -> Self {
        copy_of(self.raw())
    }
    #[inline(always)]
    fn assign(&self, from: &Self) {
        self.with(|object| from.with(|from| assign(object, from)));
    }
    #[inline(always)]
    fn json_size(&self) -> usize {
        self.with(json_size) as usize
    }
    #[inline(always)]
    fn same(&self, other: &Self) -> bool {
        self.with(|one| other.with(|two| one == two))
    }

    fn local_message(&self, user: Option<&Self>) -> Self {
        let user = user.map_or(JsValue::UNDEFINED, |user| user.with(JsValue::clone));
        self.with(|message| local_message(message, &user)).into()
    }
    fn newer_message(&self, head: &MessageHead, user: Option<&Self>, known: Option<&Self>, told: bool) -> Self {
        heads::newer_message(self, head, user, known, told)
    }
    fn missing_in(&self, other: &Self) -> Vec<Text> {
        texts(&self.with(|object| other.with(|other| missing(object, other))).into())
    }
    fn take_totals(&self, event: &Self) {
        self.with(|me| event.with(|event| take_totals(me, event)));
    }
    fn event_head(&self) -> EventHead {
        self.with(heads::of_event)
    }
    fn message_head(&self) -> MessageHead {
        self.with(heads::of_message)
    }
    fn users_in(&self, known: &Self) -> Self {
        self.with(|list| known.with(|known| users_in(list, known))).into()
    }
    fn each_read(&self, take: &mut dyn FnMut(ReadHead<'_>)) {
        ReadHead::each(&self.with(read_heads), take);
    }
    fn by_user(&self, users: &Self, read_states: bool) -> Self {
        self.with(|list| users.with(|users| by_user(list, users, read_states))).into()
    }
    #[inline(always)]
    fn str(&self, key: &'static str) -> Option<Text> {
        get_member_text(self.raw(), key)
    }
    #[inline(always)]
    fn says(&self, key: &'static str, text: &str) -> bool {
        member_says(self.raw(), key, text)
    }
    #[inline(always)]
    fn str_in(&self, object: &'static str, key: &'static str) -> Option<Text> {
        get_inner_text(self.raw(), object, key)
    }
    #[inline(always)]
    fn num(&self, key: &'static str) -> Option<f64> {
        get_member_number(self.raw(), key)
    }
    #[inline(always)]
    fn is(&self, key: &'static str) -> bool {
        get_member_flag(self.raw(), key)
    }
    #[inline(always)]
    fn time(&self, key: &'static str) -> Option<Nanos> {
        get_member_time(self.raw(), key)
    }
    #[inline(always)]
    fn set_text(&self, key: &'static str, value: &str) {
        set_member_text(self.raw(), key, value);
    }
}
