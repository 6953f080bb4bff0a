//! Owns a page for a test: a client of the exported class, a network that does what the test says (`wire.js`), and short
//! names for reading JavaScript values. Judges nothing.

use js_sys::{Array, Function, JSON, Promise, Reflect};
use stream_chat_wasm::api::Name;
use stream_chat_wasm::browser::{CALL, FIRST_VIEW, OPEN_CHANNEL, StreamChat, UPLOAD};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// The exported class as JavaScript calls it.
    #[wasm_bindgen(js_name = Object)]
    pub type Client;
    #[wasm_bindgen(method, js_name = connectUser)]
    pub fn connect_user(this: &Client, user: JsValue, token_or_provider: JsValue) -> Promise;
    #[wasm_bindgen(method, js_name = disconnectUser)]
    pub fn disconnect_user(this: &Client) -> Promise;
    #[wasm_bindgen(method)]
    pub fn on(this: &Client, kind_or_listener: JsValue, listener: JsValue) -> JsValue;
    #[wasm_bindgen(method)]
    pub fn off(this: &Client, kind_or_listener: JsValue, listener: JsValue);
    #[wasm_bindgen(method, js_name = command)]
    fn numbered(this: &Client, what: u32, slot: u32, argument: &JsValue, settings: &JsValue) -> JsValue;
}

impl Client {
    pub fn new(key: &str, options: JsValue, host: JsValue) -> Self {
        JsValue::from(StreamChat::new(key.into(), &options, &host)).unchecked_into()
    }

    pub fn view(&self, what: u32, slot: u32, argument: JsValue) -> JsValue {
        self.numbered(FIRST_VIEW + what, slot, &argument, &JsValue::UNDEFINED)
    }

    pub fn command(&self, what: u32, slot: u32, first: JsValue, second: JsValue, third: JsValue) -> Promise {
        self.numbered(what, slot, &Array::of3(&first, &second, &third), &JsValue::UNDEFINED).unchecked_into()
    }

    pub fn call(&self, endpoint: &str, path: JsValue, query: JsValue, body: JsValue, options: JsValue) -> Promise {
        let arguments = Array::of4(&number(endpoint), &path, &query, &body);
        self.numbered(CALL, 0, &arguments, &options).unchecked_into()
    }

    pub fn upload(&self, endpoint: &str, path: JsValue, settings: JsValue) -> Promise {
        self.numbered(UPLOAD, 0, &Array::of2(&number(endpoint), &path), &settings).unchecked_into()
    }

    pub fn open_channel(&self, kind: &str, id: JsValue, data: JsValue) -> Result<u32, JsValue> {
        let arguments = Array::of3(&kind.into(), &id, &data);
        let opened = self.numbered(OPEN_CHANNEL, 0, &arguments, &JsValue::UNDEFINED);
        opened.as_f64().map(|slot| slot as u32).ok_or(opened)
    }
}

/// The number of the endpoint of that name; one that no endpoint has for a name that none has.
fn number(endpoint: &str) -> JsValue {
    Name::named(endpoint).unwrap_or(u8::MAX).into()
}

#[wasm_bindgen(module = "/tests/browser/wire.js")]
extern "C" {
    pub type Wire;
    #[wasm_bindgen(constructor)]
    fn new() -> Wire;
    #[wasm_bindgen(method, getter)]
    pub fn sockets(this: &Wire) -> u32;
    #[wasm_bindgen(method, getter)]
    pub fn requests(this: &Wire) -> u32;
    #[wasm_bindgen(method, getter, js_name = socketUrl)]
    pub fn socket_url(this: &Wire) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn request(this: &Wire) -> JsValue;
    #[wasm_bindgen(method)]
    pub fn frame(this: &Wire, text: &str);
    #[wasm_bindgen(method)]
    pub fn end(this: &Wire, code: u16);
    #[wasm_bindgen(method)]
    fn answer(this: &Wire, status: u16, text: &str);
    #[wasm_bindgen(method)]
    fn fail(this: &Wire);
    #[wasm_bindgen(method, js_name = takeUploads)]
    pub fn take_uploads(this: &Wire);
    #[wasm_bindgen(method)]
    pub fn progress(this: &Wire, loaded: f64);
    #[wasm_bindgen(js_name = ownNetwork)]
    pub fn own_network();
    #[wasm_bindgen(js_name = settled)]
    pub async fn wait();
    pub fn uncaught(act: &Closure<dyn Fn()>) -> Array;
}

/// `{"user_id":"ann"}` in the middle.
pub const ANN_TOKEN: &str = "e30.eyJ1c2VyX2lkIjoiYW5uIn0.x";

/// The numbers of the class's views (`js/entry/glue.ts` lists them in this order).
pub const VIEWS: [&str; 22] = [
    "user",
    "userID",
    "clientID",
    "connectionID",
    "isHealthy",
    "users",
    "countUnread",
    "removeMessage",
    "channelCid",
    "channelId",
    "channelData",
    "channelMessages",
    "channelMembers",
    "channelRead",
    "channelTyping",
    "channelWatchers",
    "channelMembership",
    "channelWatcherCount",
    "channelUnreadCount",
    "channelLastMessageAt",
    "channelInitialized",
    "channelDisconnected",
];

/// The numbers of the class's commands.
pub const COMMANDS: [&str; 7] =
    ["queryChannels", "queryChannel", "stopWatching", "sendMessage", "keystroke", "stopTyping", "markRead"];

/// A client with its network; the page's own is put back at the end.
pub struct Page {
    pub client: Client,
    pub wire: Wire,
}

impl Drop for Page {
    fn drop(&mut self) {
        let _done = self.client.disconnect_user();
        own_network();
    }
}

impl Page {
    pub fn new() -> Self {
        Page::with("{}")
    }

    /// A client with other options, given as JSON.
    pub fn with(options: &str) -> Self {
        let wire = Wire::new();
        Page { client: Client::new("key", json(options), JsValue::UNDEFINED), wire }
    }

    /// Connects `ann`.
    pub async fn connected(options: &str) -> Self {
        let page = Page::with(options);
        let promise = page.client.connect_user(json(r#"{"id": "ann"}"#), ANN_TOKEN.into());
        page.wire.frame(r#"{"type": "health.check", "connection_id": "c1", "cid": "*", "me": {"id": "ann", "total_unread_count": 0}}"#);
        JsFuture::from(promise).await.expect("connected");
        page
    }

    /// Connected and watching `messaging:a`, which has the messages of this JSON list.
    pub async fn watching(messages: &str) -> (Self, u32) {
        let page = Page::connected("{}").await;
        let slot = page.client.open_channel("messaging", "a".into(), JsValue::UNDEFINED).expect("a sound name");
        let watched = page.command("queryChannel", slot, json(r#"{"watch": true}"#));
        let channel = r#"{"type": "messaging", "id": "a", "cid": "messaging:a"}"#;
        page.answer(201, &format!(r#"{{"channel": {channel}, "messages": {messages}, "members": [{{"user_id": "ann", "user": {{"id": "ann"}}}}], "read": []}}"#))
            .await;
        JsFuture::from(watched).await.expect("watched");
        (page, slot)
    }

    pub fn view(&self, name: &str, slot: u32) -> JsValue {
        self.client.view(number_of(&VIEWS, name), slot, JsValue::UNDEFINED)
    }

    pub fn command(&self, name: &str, slot: u32, first: JsValue) -> Promise {
        self.client.command(number_of(&COMMANDS, name), slot, first, JsValue::UNDEFINED, JsValue::UNDEFINED)
    }

    pub fn call(&self, endpoint: &str) -> Promise {
        self.client.call(endpoint, JsValue::UNDEFINED, JsValue::UNDEFINED, JsValue::UNDEFINED, JsValue::UNDEFINED)
    }

    /// Answers the request sent last, and waits until the client has heard it.
    pub async fn answer(&self, status: u16, text: &str) {
        self.wire.answer(status, text);
        wait().await;
    }

    /// Fails the request sent last, and waits until the client has heard it.
    pub async fn fail(&self) {
        self.wire.fail();
        wait().await;
    }

    /// Somebody's message in `messaging:a`, created at this second.
    pub fn message(&self, id: &str, second: u32) {
        self.wire.frame(&format!(
            r#"{{"type": "message.new", "cid": "messaging:a", "created_at": "2026-01-01T00:00:{second:02}.000001Z", "user": {{"id": "bob"}},
                "message": {{"id": "{id}", "text": "x", "type": "regular", "user": {{"id": "bob"}}, "created_at": "2026-01-01T00:00:{second:02}.000001Z"}}}}"#
        ));
    }
}

fn number_of(names: &[&str], name: &str) -> u32 {
    names.iter().position(|known| *known == name).expect("a known name") as u32
}

pub fn json(text: &str) -> JsValue {
    JSON::parse(text).expect("JSON")
}

pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).expect("an object")
}

pub fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string()
}

/// What a promise was rejected with.
pub async fn rejection(promise: Promise) -> JsValue {
    JsFuture::from(promise).await.expect_err("expected the promise to be rejected")
}

/// A listener that keeps what it hears.
pub struct Heard {
    pub function: Function,
    pub events: Array,
}

pub fn listener() -> Heard {
    let events = Array::new();
    let kept = events.clone();
    let hear = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        kept.push(&event);
    });
    Heard { function: hear.into_js_value().unchecked_into(), events }
}

impl Heard {
    /// Types of the events heard.
    pub fn kinds(&self) -> Vec<String> {
        self.events.iter().filter_map(|event| text(&event, "type")).collect()
    }
}
