//! Owns the view of live JavaScript objects as [`Node`]s. Every method is one crossing of the boundary.

use std::cell::RefCell;

use js_sys::{Array, Date, JsString, Object};
use wasm_bindgen::prelude::*;

use crate::sorted::Sorted;
use crate::head::{EventHead, MessageHead};
use crate::node::Node;
use crate::time::Nanos;

/// A live JavaScript value.
#[derive(Clone, Debug)]
pub struct JsNode(pub JsValue);

#[wasm_bindgen(module = "/src/browser/objects.js")]
extern "C" {
    #[wasm_bindgen(js_name = parseFrame)]
    pub fn parse_frame(text: &JsValue) -> Option<Object>;
    fn parse(text: &str) -> JsValue;
    #[wasm_bindgen(catch)]
    pub fn plain(value: &JsValue) -> Result<JsValue, JsValue>;
    fn get(object: &JsValue, key: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = getOwn)]
    fn get_own(object: &JsValue, key: &str) -> JsValue;
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
    #[wasm_bindgen(js_name = eventHead)]
    fn event_head(event: &JsValue) -> String;
    #[wasm_bindgen(js_name = messageHead)]
    fn message_head(message: &JsValue) -> String;
    #[wasm_bindgen(js_name = localMessage)]
    fn local_message(message: &JsValue) -> JsValue;
}

thread_local! {
    /// JavaScript strings of the member names in use, by the address of the Rust literal: a name crosses once.
    static KEYS: RefCell<Sorted<(usize, usize), JsValue>> = const { RefCell::new(Sorted::new()) };
}

fn with_key<T>(key: &'static str, use_it: impl FnOnce(&JsValue) -> T) -> T {
    KEYS.with_borrow_mut(|keys| {
        let address = (key.as_ptr() as usize, key.len());
        if !keys.contains(&address) {
            keys.insert(address, JsValue::from_str(key));
        }
        use_it(keys.get(&address).unwrap_or(&JsValue::UNDEFINED))
    })
}

fn present(value: JsValue) -> Option<JsNode> {
    (!value.is_undefined() && !value.is_null()).then_some(JsNode(value))
}

impl Node for JsNode {
    fn object() -> Self {
        JsNode(Object::new().into())
    }
    fn array() -> Self {
        JsNode(Array::new().into())
    }
    fn text(value: &str) -> Self {
        JsNode(JsString::from(value).into())
    }
    fn number(value: f64) -> Self {
        JsNode(JsValue::from_f64(value))
    }
    fn flag(value: bool) -> Self {
        JsNode(JsValue::from_bool(value))
    }
    fn null() -> Self {
        JsNode(JsValue::NULL)
    }
    fn date(value: Nanos) -> Self {
        JsNode(Date::new(&JsValue::from_f64(value.unix_ms() as f64)).into())
    }
    fn parse(text: &str) -> Option<Self> {
        present(parse(text))
    }

    fn get(&self, key: &'static str) -> Option<Self> {
        present(with_key(key, |key| get(&self.0, key)))
    }
    fn get_named(&self, key: &str) -> Option<Self> {
        present(get_own(&self.0, key))
    }
    fn set(&self, key: &'static str, value: Self) {
        with_key(key, |key| set(&self.0, key, &value.0));
    }
    fn set_named(&self, key: &str, value: Self) {
        set_named(&self.0, key, &value.0);
    }
    fn remove_named(&self, key: &str) {
        remove(&self.0, key);
    }
    fn keys(&self) -> Vec<String> {
        if !self.is_object() {
            return Vec::new();
        }
        Object::keys(self.0.unchecked_ref::<Object>()).iter().filter_map(|key| key.as_string()).collect()
    }

    fn as_text(&self) -> Option<String> {
        self.0.as_string()
    }
    fn as_number(&self) -> Option<f64> {
        self.0.as_f64()
    }
    fn as_flag(&self) -> Option<bool> {
        self.0.as_bool()
    }
    fn as_time(&self) -> Option<Nanos> {
        Nanos::parse(&as_time(&self.0)?)
    }
    fn is_array(&self) -> bool {
        Array::is_array(&self.0)
    }
    fn is_object(&self) -> bool {
        is_object(&self.0)
    }

    fn len(&self) -> u32 {
        size(&self.0)
    }
    fn at(&self, index: u32) -> Option<Self> {
        (index < self.len()).then(|| JsNode(self.0.unchecked_ref::<Array>().get(index)))
    }
    fn push(&self, value: Self) {
        self.0.unchecked_ref::<Array>().push(&value.0);
    }
    fn insert_at(&self, index: u32, value: Self) {
        splice_in(&self.0, index, 0, &value.0);
    }
    fn set_at(&self, index: u32, value: Self) {
        self.0.unchecked_ref::<Array>().set(index, value.0);
    }
    fn remove_at(&self, index: u32) {
        splice_out(&self.0, index, 1);
    }

    fn copy(&self) -> Self {
        JsNode(copy(&self.0))
    }
    fn assign(&self, from: &Self) {
        assign(&self.0, &from.0);
    }
    fn json_size(&self) -> usize {
        json_size(&self.0) as usize
    }
    fn same(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn local_message(&self) -> Self {
        JsNode(local_message(&self.0))
    }
    fn event_head(&self) -> EventHead {
        EventHead::from_joined(&event_head(&self.0))
    }
    fn message_head(&self) -> MessageHead {
        MessageHead::from_joined(&message_head(&self.0))
    }
    fn str(&self, key: &'static str) -> Option<String> {
        with_key(key, |key| get_text(&self.0, key))
    }
    fn num(&self, key: &'static str) -> Option<f64> {
        with_key(key, |key| get_number(&self.0, key))
    }
    fn is(&self, key: &'static str) -> bool {
        with_key(key, |key| get_flag(&self.0, key)).unwrap_or(false)
    }
    fn time(&self, key: &'static str) -> Option<Nanos> {
        Nanos::parse(&with_key(key, |key| get_time(&self.0, key))?)
    }
}
