//! Owns the functions that want events. The typed classes register one; those who use the bare class register theirs.

use std::cell::{Cell, RefCell};

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::page;

struct Listener {
    id: u32,
    /// `None` hears every event.
    kind: Option<String>,
    function: Function,
}

/// The listeners of one client.
#[derive(Default)]
pub struct Listeners {
    list: RefCell<Vec<Listener>>,
    next_id: Cell<u32>,
}

impl Listeners {
    /// Adds a listener for one type of event or for all; gives back what `remove` takes.
    pub fn add(&self, kind: Option<String>, function: Function) -> u32 {
        let id = self.next_id.get();
        self.next_id.set(id.wrapping_add(1));
        self.list.borrow_mut().push(Listener { id, kind, function });
        id
    }

    /// Removes one listener.
    pub fn remove(&self, id: u32) {
        self.list.borrow_mut().retain(|listener| listener.id != id);
    }

    /// Removes a listener by what it was added with.
    pub fn remove_matching(&self, kind: Option<&str>, function: &Function) {
        self.list.borrow_mut().retain(|listener| listener.kind.as_deref() != kind || &listener.function != function);
    }

    /// Calls everyone who wants this event: those for all first, then those for its type. One that throws stops nobody;
    /// one that is added meanwhile hears the next event.
    pub fn notify(&self, event: &JsValue, slot: Option<u32>) {
        let typed = self.list.borrow().iter().any(|listener| listener.kind.is_some());
        let kind = if typed { js_sys::Reflect::get(event, &"type".into()).ok().and_then(|kind| kind.as_string()) } else { None };
        for wanted in [None, kind] {
            let functions: Vec<Function> =
                self.list.borrow().iter().filter(|listener| listener.kind == wanted).map(|listener| listener.function.clone()).collect();
            for function in functions {
                page::notify(&function, event, slot);
            }
            if !typed {
                break;
            }
        }
    }
}
