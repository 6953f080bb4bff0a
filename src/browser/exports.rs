//! Owns the class that JavaScript gets: `StreamChat`, with the names of the JavaScript SDK where a method exists there.
//! The typed classes in `js/` stand over it; the bare output of `wasm-pack build` is this class alone. Maps arguments,
//! decides nothing.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

use super::driver::Driver;
use super::object::{JsNode, plain};
use super::{options, page};
use crate::client::{Call, Command, Input};
use crate::error::Error;
use crate::id::{CallId, Slot};
use crate::node::Node;
use crate::tokens::TokenSource;

thread_local! {
    /// The one instance per process that `getInstance` gives.
    static INSTANCE: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// The chat client.
#[wasm_bindgen]
pub struct StreamChat {
    pub(super) driver: Rc<Driver>,
}

#[wasm_bindgen]
impl StreamChat {
    /// A client for an app key. Does nothing until `connectUser`. `host` is for the typed classes: `{error, log}`.
    #[wasm_bindgen(constructor)]
    pub fn new(key: &str, options: JsValue, host: JsValue) -> StreamChat {
        let options = JsNode(plain(&options).unwrap_or(JsValue::UNDEFINED));
        StreamChat { driver: Driver::new(options::read(key, &options), host) }
    }

    /// The one client of this process, made by the first call, whatever later calls say.
    #[wasm_bindgen(js_name = getInstance, unchecked_return_type = "StreamChat")]
    pub fn get_instance(key: &str, options: JsValue) -> JsValue {
        let known = INSTANCE.with_borrow(Clone::clone);
        known.unwrap_or_else(|| {
            let made: JsValue = StreamChat::new(key, options, JsValue::UNDEFINED).into();
            INSTANCE.set(Some(made.clone()));
            made
        })
    }

    /// The app key.
    #[wasm_bindgen(getter)]
    pub fn key(&self) -> String {
        self.driver.api_key.clone()
    }

    // Connection and identity -------------------------------------------------------------------------------------------

    /// Connects a user with a token or a function that gives one; resolves with the first frame.
    #[wasm_bindgen(js_name = connectUser)]
    pub fn connect_user(&self, user: JsValue, token_or_provider: JsValue) -> Promise {
        let Ok(user) = plain(&user) else { return self.bad("the user is no plain object") };
        let free = self.driver.read(|client| client.user_id().is_none()).unwrap_or(false);
        let source = match token_or_provider.dyn_into::<Function>() {
            Ok(provider) => {
                if free {
                    self.driver.provider.replace(Some(provider));
                }
                TokenSource::Provider
            }
            Err(token) => TokenSource::Static(token.as_string().unwrap_or_default()),
        };
        self.driver.call(Command::Connect { user: JsNode(user), source })
    }

    /// Connects without a user of one's own: reading public channels.
    #[wasm_bindgen(js_name = connectAnonymousUser)]
    pub fn connect_anonymous_user(&self) -> Promise {
        self.driver.call(Command::Connect { user: JsNode::object(), source: TokenSource::Anonymous })
    }

    /// Makes a guest of this name and connects as it. The service may give another id than the one asked for.
    #[wasm_bindgen(js_name = setGuestUser)]
    pub fn set_guest_user(&self, user: JsValue) -> Promise {
        match plain(&user) {
            Ok(user) => self.driver.call(Command::ConnectGuest { user: JsNode(user) }),
            Err(_) => self.bad("the user is no plain object"),
        }
    }

    /// Disconnects and forgets the user and everything they saw.
    #[wasm_bindgen(js_name = disconnectUser)]
    pub fn disconnect_user(&self, _timeout_ms: Option<f64>) -> Promise {
        let promise = self.driver.call(Command::Disconnect);
        self.driver.provider.take();
        promise
    }

    /// Connects again after `closeConnection`.
    #[wasm_bindgen(js_name = openConnection)]
    pub fn open_connection(&self) -> Promise {
        self.driver.call(Command::OpenConnection)
    }

    /// Closes the link; user and state stay.
    #[wasm_bindgen(js_name = closeConnection)]
    pub fn close_connection(&self, _timeout_ms: Option<f64>) -> Promise {
        self.driver.call(Command::CloseConnection)
    }

    // Events ------------------------------------------------------------------------------------------------------------

    /// Hears every event, with the channel's slot.
    pub fn listen(&self, listener: Function) {
        self.driver.listeners.add(None, listener);
    }

    /// `on(listener)` or `on(type, listener)`; gives back `{unsubscribe}`.
    #[wasm_bindgen(unchecked_return_type = "{ unsubscribe(): void }")]
    pub fn on(&self, kind_or_listener: JsValue, listener: Option<Function>) -> JsValue {
        let subscription = JsNode::object();
        if let Some((kind, function)) = listener_of(kind_or_listener, listener) {
            let id = self.driver.listeners.add(kind, function);
            let driver = Rc::downgrade(&self.driver);
            let unsubscribe = Closure::once_into_js(move || {
                if let Some(driver) = driver.upgrade() {
                    driver.listeners.remove(id);
                }
            });
            subscription.set("unsubscribe", JsNode(unsubscribe));
        }
        subscription.0
    }

    /// `off(listener)` or `off(type, listener)`.
    pub fn off(&self, kind_or_listener: JsValue, listener: Option<Function>) {
        if let Some((kind, function)) = listener_of(kind_or_listener, listener) {
            self.driver.listeners.remove_matching(kind.as_deref(), &function);
        }
    }

    // Requests ----------------------------------------------------------------------------------------------------------

    /// Calls an endpoint of the table in `src/api` by its name there.
    pub fn call(&self, endpoint: String, path: Vec<String>, query: JsValue, body: JsValue, options: JsValue) -> Promise {
        let (Ok(query), Ok(body)) = (plain(&query), plain(&body)) else { return self.bad("not plain JSON") };
        let settings = JsNode(options);
        let wanted = Call {
            endpoint,
            path,
            query: given(query),
            body: given(body),
            timeout_ms: settings.num("timeout").filter(|ms| *ms > 0.0).map(|ms| ms as u64),
        };
        let mut made = None;
        let promise = self.driver.call_with_id(|call| {
            made = Some(call);
            Command::Call(wanted)
        });
        if let (Some(call), Some(signal)) = (made, settings.get("signal")) {
            self.cancel_on(call, &signal.0);
        }
        promise
    }

    fn cancel_on(&self, call: CallId, signal: &JsValue) {
        let driver = Rc::downgrade(&self.driver);
        let cancel = Closure::once_into_js(move || {
            if let Some(driver) = driver.upgrade() {
                driver.input(Input::Command { call: Some(call), command: Command::Cancel });
            }
        });
        page::on_abort(signal, &cancel);
    }

    // Channels ----------------------------------------------------------------------------------------------------------

    /// The slot of a channel, made on first use.
    #[wasm_bindgen(js_name = openChannel)]
    pub fn open_channel(&self, kind: &str, id: Option<String>, data: JsValue) -> Result<u32, JsValue> {
        let data = plain(&data).map_err(|_| self.error(Error::BadArgument { what: "the channel data are not plain JSON" }))?;
        let opened = self.driver.read(|client| client.open_channel(kind, id.as_deref(), given(data)));
        match opened.unwrap_or(Err(Error::Internal)) {
            Ok(slot) => Ok(slot.0),
            Err(error) => Err(self.error(error)),
        }
    }

    /// Queries channels; resolves with their slots.
    #[wasm_bindgen(js_name = queryChannels)]
    pub fn query_channels(&self, filter: JsValue, sort: JsValue, options: JsValue) -> Promise {
        let (Ok(filter), Ok(sort), Ok(options)) = (plain(&filter), plain(&sort), plain(&options)) else {
            return self.bad("not plain JSON");
        };
        let body = given(options).unwrap_or_else(JsNode::object);
        body.set("filter_conditions", given(filter).unwrap_or_else(JsNode::object));
        body.set("sort", given(sort).unwrap_or_else(JsNode::array));
        self.driver.call(Command::QueryChannels { body })
    }

    /// Creates, watches, queries a channel.
    #[wasm_bindgen(js_name = queryChannel)]
    pub fn query_channel(&self, slot: u32, options: JsValue) -> Promise {
        match plain(&options) {
            Ok(options) => {
                let options = given(options).unwrap_or_else(JsNode::object);
                self.driver.call(Command::QueryChannel { slot: Slot(slot), options })
            }
            Err(_) => self.bad("not plain JSON"),
        }
    }

    /// Ends watching.
    #[wasm_bindgen(js_name = stopWatching)]
    pub fn stop_watching(&self, slot: u32) -> Promise {
        self.driver.call(Command::StopWatching { slot: Slot(slot) })
    }

    /// Sends a message.
    #[wasm_bindgen(js_name = sendMessage)]
    pub fn send_message(&self, slot: u32, message: JsValue, options: JsValue) -> Promise {
        match (plain(&message), plain(&options)) {
            (Ok(message), Ok(options)) => {
                self.driver.call(Command::SendMessage { slot: Slot(slot), message: JsNode(message), options: given(options) })
            }
            _ => self.bad("the message is not plain JSON"),
        }
    }

    /// Takes a message out of the local list.
    #[wasm_bindgen(js_name = removeMessage)]
    pub fn remove_message(&self, slot: u32, id: &str) -> bool {
        self.driver.read(|client| client.remove_message(Slot(slot), id)).unwrap_or(false)
    }

    /// A key was pressed.
    pub fn keystroke(&self, slot: u32, parent_id: Option<String>, options: JsValue) -> Promise {
        self.type_key(slot, parent_id, &options, true)
    }

    /// The person stopped typing.
    #[wasm_bindgen(js_name = stopTyping)]
    pub fn stop_typing(&self, slot: u32, parent_id: Option<String>, options: JsValue) -> Promise {
        self.type_key(slot, parent_id, &options, false)
    }

    fn type_key(&self, slot: u32, parent_id: Option<String>, options: &JsValue, typing: bool) -> Promise {
        match plain(options) {
            Ok(options) => self.driver.call(Command::Typing { slot: Slot(slot), parent_id, options: given(options), typing }),
            Err(_) => self.bad("not plain JSON"),
        }
    }

    /// Marks a channel as read.
    #[wasm_bindgen(js_name = markRead)]
    pub fn mark_read(&self, slot: u32, options: JsValue) -> Promise {
        match plain(&options) {
            Ok(options) => {
                let options = given(options).unwrap_or_else(JsNode::object);
                self.driver.call(Command::MarkRead { slot: Slot(slot), options })
            }
            Err(_) => self.bad("not plain JSON"),
        }
    }

    fn bad(&self, what: &'static str) -> Promise {
        self.driver.refuse(Error::BadArgument { what })
    }

    fn error(&self, error: Error) -> JsValue {
        page::error(&self.driver.host, &error.into())
    }
}

/// An argument that is there.
fn given(value: JsValue) -> Option<JsNode> {
    (!value.is_undefined() && !value.is_null()).then_some(JsNode(value))
}

fn listener_of(kind_or_listener: JsValue, listener: Option<Function>) -> Option<(Option<String>, Function)> {
    match (kind_or_listener.dyn_into::<Function>(), listener) {
        (Ok(function), _) => Some((None, function)),
        (Err(kind), Some(function)) => Some((kind.as_string().filter(|kind| kind != "all"), function)),
        (Err(_), None) => None,
    }
}
