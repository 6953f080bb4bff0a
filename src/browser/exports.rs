//! Owns the class that JavaScript gets: `StreamChat`, with the names of the JavaScript SDK where a method exists there.
//! The typed classes in `js/` stand over it; the bare output of `wasm-pack build` is this class alone. Maps arguments,
//! decides nothing.
//!
//! What the typed classes use comes through one method with numbered requests, `command` (`js/core.ts` gives them their
//! names; `views.rs` has those that do not wait): an exported method costs half a kilobyte, an arm of a match thirty bytes.

use std::cell::Cell;

use wasm_bindgen::prelude::*;

use super::driver::Driver;
use super::object::{JsNode, texts};
use super::page;
use crate::client::{Call, Command};
use crate::error::Error;
use crate::id::Slot;
use crate::node::Node;
use crate::state::Placement;
use crate::tokens::TokenSource;

thread_local! {
    /// The one instance per process that `getInstance` gives.
    static INSTANCE: Cell<Option<&'static JsValue>> = const { Cell::new(None) };
}

/// The chat client.
#[wasm_bindgen]
pub struct StreamChat {
    pub(super) driver: &'static Driver,
}

#[wasm_bindgen]
impl StreamChat {
    /// A client for an app key. Does nothing until `connectUser`. `host` is for the typed classes: `{error, log, event}`.
    #[wasm_bindgen(constructor)]
    pub fn new(key: String, options: &JsValue, host: &JsValue) -> StreamChat {
        StreamChat { driver: Driver::new(key.into(), options, host) }
    }

    /// The one client of this process, made by the first call, whatever later calls say.
    #[wasm_bindgen(js_name = getInstance, unchecked_return_type = "StreamChat")]
    pub fn get_instance(key: String, options: &JsValue) -> JsValue {
        let instance = INSTANCE.get().unwrap_or_else(|| {
            let made = StreamChat::new(key, options, &JsValue::UNDEFINED);
            let made: &'static JsValue = Box::leak(Box::new(made.into()));
            INSTANCE.set(Some(made));
            made
        });
        instance.clone()
    }

    /// Connects a user with a token or a function that gives one; resolves with the first frame.
    #[wasm_bindgen(js_name = connectUser)]
    pub fn connect_user(&self, user: &JsValue, token_or_provider: &JsValue) -> JsValue {
        let Some(user) = self.plain(user) else { return self.refuse(NOT_PLAIN) };
        let source = if token_or_provider.is_function() {
            if self.driver.read(|client| client.takes_new_token()) == Some(true) {
                self.driver.page.set_provider(token_or_provider);
            }
            TokenSource::Provider
        } else {
            TokenSource::Static(token_or_provider.as_string().unwrap_or_default().into())
        };
        self.driver.call(Command::Connect { user, source }).1
    }

    /// Disconnects and forgets the user and everything they saw.
    #[wasm_bindgen(js_name = disconnectUser)]
    pub fn disconnect_user(&self) -> JsValue {
        self.driver.call(Command::Disconnect).1
    }

    /// `on(listener)` or `on(type, listener)`; gives back `{unsubscribe}`. The listener also gets the channel's slot.
    #[wasm_bindgen(unchecked_return_type = "{ unsubscribe(): void }")]
    pub fn on(&self, kind_or_listener: &JsValue, listener: &JsValue) -> JsValue {
        page::on(&self.driver.page, kind_or_listener, listener)
    }

    /// `off(listener)` or `off(type, listener)`.
    pub fn off(&self, kind_or_listener: &JsValue, listener: &JsValue) {
        page::off(&self.driver.page, kind_or_listener, listener);
    }

    /// What only the typed classes ask for. From `FIRST_VIEW` on it is a view, and `argument` its argument. Below it is a
    /// command, by its number in the order of `Command` in `js/core.ts`, and `argument` the list of its arguments;
    /// `settings` of an endpoint's call may have `timeout` (milliseconds) and `signal`. A command gives a promise, but for
    /// the slot of a channel: that is a number, or the error.
    pub fn command(&self, what: u32, slot: u32, argument: &JsValue, settings: &JsValue) -> JsValue {
        if what >= FIRST_VIEW {
            return self.view(what - FIRST_VIEW, slot, argument);
        }
        match what {
            CONNECT_USER => return self.connect_user(argument, settings),
            DISCONNECT_USER => return self.disconnect_user(),
            _ => (),
        }
        let slot = Slot(slot);
        let settings = JsNode::from(settings.clone());
        let Some(arguments) = self.plain(argument) else {
            return if what == OPEN_CHANNEL { self.error(NOT_PLAIN) } else { self.refuse(NOT_PLAIN) };
        };
        let command = match what {
            0 => {
                let body = arguments.get("2").unwrap_or_else(JsNode::object);
                if let Some(filter) = arguments.get("0") {
                    body.set("filter_conditions", filter);
                }
                body.set("sort", arguments.get("1").unwrap_or_else(JsNode::array));
                Command::QueryChannels { body }
            }
            1 => Command::QueryChannel {
                slot,
                options: options(&arguments),
                placement: Placement::named(&arguments.str("1").unwrap_or_default()),
            },
            2 => Command::StopWatching { slot },
            3 => Command::SendMessage { slot, message: options(&arguments), options: arguments.get("1") },
            4 | 5 => {
                Command::Typing { slot, parent_id: arguments.str("0"), options: arguments.get("1"), typing: what == 4 }
            }
            6 => Command::MarkRead { slot, options: options(&arguments) },
            7 => Command::Connect { user: JsNode::object(), source: TokenSource::Anonymous },
            8 => Command::ConnectGuest { user: options(&arguments) },
            9 => Command::OpenConnection,
            10 => Command::CloseConnection,
            40 => Command::Hear { event: options(&arguments) },
            41 => Command::Recover,
            42 => Command::SyncDelivered { slots: options(&arguments) },
            CALL | UPLOAD => {
                let call = Box::new(Call {
                    endpoint: arguments.num("0").map_or(u8::MAX, |number| number as u8),
                    path: texts(&arguments.get("1").unwrap_or_else(JsNode::null)),
                    query: arguments.get("2"),
                    // A file is passed on as it is: only the page looks into it.
                    body: if what == UPLOAD { settings.get("upload") } else { arguments.get("3") },
                    timeout_ms: settings.num("timeout").filter(|ms| *ms > 0.0).map(|ms| ms as u64),
                });
                if what == UPLOAD { Command::Upload(call) } else { Command::Call(call) }
            }
            OPEN_CHANNEL => return self.open_channel(&arguments),
            _ => return self.refuse(Error::BadArgument("unknown command")),
        };
        self.call(command, settings)
    }

    fn call(&self, command: Command<JsNode>, settings: JsNode) -> JsValue {
        let signal = settings.get("signal");
        // Of a call that was aborted before it was made nothing goes out.
        if signal.as_ref().is_some_and(|signal| signal.is("aborted")) {
            return self.refuse(Error::RequestCancelled);
        }
        let (call, promise) = self.driver.call(command);
        if let Some(signal) = signal {
            signal.with(|signal| self.driver.page.cancel_on(signal, call.0));
        }
        promise
    }

    /// The slot of a channel, made on first use.
    fn open_channel(&self, arguments: &JsNode) -> JsValue {
        let (kind, id) = (arguments.str("0").unwrap_or_default(), arguments.str("1"));
        let opened = self.driver.read(|client| client.open_channel(&kind, id.as_deref(), arguments.get("2")));
        match opened.unwrap_or(Err(Error::Internal)) {
            Ok(slot) => slot.0.into(),
            Err(error) => self.error(error),
        }
    }

    fn refuse(&self, error: Error) -> JsValue {
        reject(&self.error(error))
    }

    fn error(&self, error: Error) -> JsValue {
        self.driver.page.failure(&page::fields(&error.into()))
    }

    /// A copy of what the app gave; `None` when it is no plain JSON.
    pub(super) fn plain(&self, value: &JsValue) -> Option<JsNode> {
        let copy = given(self.driver.page.plain(value))?;
        Some(copy.get("0").unwrap_or_else(JsNode::null))
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Promise)]
    fn reject(error: &JsValue) -> JsValue;
}

/// The first argument; an empty object when it is absent.
#[inline(never)]
fn options(arguments: &JsNode) -> JsNode {
    arguments.get("0").unwrap_or_else(JsNode::object)
}

/// Any endpoint of the table by its name.
pub const CALL: u32 = 11;

/// The one command that gives no promise.
pub const OPEN_CHANNEL: u32 = 12;

/// Methods that are exported by name too. The package asks for them by number and leaves out the others.
const CONNECT_USER: u32 = 13;
const DISCONNECT_USER: u32 = 14;

/// An endpoint that takes a file: as `CALL`, with the file among the settings, as `upload`.
pub const UPLOAD: u32 = 50;

/// The first number that is a view.
pub const FIRST_VIEW: u32 = 100;

const NOT_PLAIN: Error = Error::BadArgument("not plain JSON");

/// An argument that is there.
pub(super) fn given(value: JsValue) -> Option<JsNode> {
    if value.is_undefined() || value.is_null() { None } else { Some(value.into()) }
}
