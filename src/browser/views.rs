//! Owns what JavaScript can read without waiting: the client's identity and each channel's views. A view is the same
//! reference until something in it changed.

use wasm_bindgen::prelude::*;

use super::exports::StreamChat;
use super::object::JsNode;
use crate::id::Slot;
use crate::node::Node;
use crate::state::Channel;
use crate::time::Nanos;

#[wasm_bindgen]
impl StreamChat {
    /// Own user, null when nobody is connected.
    pub fn user(&self) -> JsValue {
        self.driver.read(|client| client.state.me.clone()).flatten().map_or(JsValue::NULL, |me| me.0)
    }

    /// Own user id.
    #[wasm_bindgen(js_name = userID)]
    pub fn user_id(&self) -> Option<String> {
        self.driver.read(|client| client.user_id().map(str::to_owned)).flatten()
    }

    /// `{user id}--{uuid}`.
    #[wasm_bindgen(js_name = clientID)]
    pub fn client_id(&self) -> Option<String> {
        self.driver.read(|client| client.client_id().map(str::to_owned)).flatten()
    }

    /// The server's name for the connection.
    #[wasm_bindgen(js_name = connectionID)]
    pub fn connection_id(&self) -> Option<String> {
        self.driver.read(|client| client.connection_id().map(str::to_owned)).flatten()
    }

    /// Whether the connection is open and alive.
    #[wasm_bindgen(js_name = isHealthy)]
    pub fn is_healthy(&self) -> bool {
        self.driver.read(|client| client.is_healthy()).unwrap_or(false)
    }

    /// Users seen so far, by id.
    pub fn users(&self) -> JsValue {
        self.driver.read(|client| client.state.users.view().0).unwrap_or(JsValue::UNDEFINED)
    }

    /// `type:id`.
    #[wasm_bindgen(js_name = channelCid)]
    pub fn channel_cid(&self, slot: u32) -> String {
        self.channel(slot, |channel| channel.cid.to_string()).unwrap_or_default()
    }

    /// The id; undefined for a distinct channel that the server has not named yet.
    #[wasm_bindgen(js_name = channelId)]
    pub fn channel_id(&self, slot: u32) -> Option<String> {
        self.channel(slot, |channel| channel.id.clone()).flatten()
    }

    /// The service's channel object.
    #[wasm_bindgen(js_name = channelData)]
    pub fn channel_data(&self, slot: u32) -> JsValue {
        self.channel(slot, |channel| channel.data.clone()).flatten().map_or(JsValue::UNDEFINED, |data| data.0)
    }

    /// Messages, oldest first.
    #[wasm_bindgen(js_name = channelMessages)]
    pub fn channel_messages(&self, slot: u32) -> JsValue {
        self.view(slot, |channel| channel.messages.view())
    }

    /// Members by user id.
    #[wasm_bindgen(js_name = channelMembers)]
    pub fn channel_members(&self, slot: u32) -> JsValue {
        self.view(slot, |channel| channel.members.view())
    }

    /// Read states by user id.
    #[wasm_bindgen(js_name = channelRead)]
    pub fn channel_read(&self, slot: u32) -> JsValue {
        self.view(slot, |channel| channel.reads.view())
    }

    /// Who types, by user id.
    #[wasm_bindgen(js_name = channelTyping)]
    pub fn channel_typing(&self, slot: u32) -> JsValue {
        self.view(slot, |channel| channel.typing.view())
    }

    /// Who watches, by user id.
    #[wasm_bindgen(js_name = channelWatchers)]
    pub fn channel_watchers(&self, slot: u32) -> JsValue {
        self.view(slot, |channel| channel.watchers.view())
    }

    /// The own member object.
    #[wasm_bindgen(js_name = channelMembership)]
    pub fn channel_membership(&self, slot: u32) -> JsValue {
        self.view(slot, |channel| channel.membership.clone())
    }

    /// How many users watch.
    #[wasm_bindgen(js_name = channelWatcherCount)]
    pub fn channel_watcher_count(&self, slot: u32) -> u32 {
        self.channel(slot, |channel| channel.watcher_count).unwrap_or(0)
    }

    /// What the own user has not read.
    #[wasm_bindgen(js_name = channelUnreadCount)]
    pub fn channel_unread_count(&self, slot: u32) -> u32 {
        self.channel(slot, |channel| channel.unread).unwrap_or(0)
    }

    /// As above; with a time in milliseconds, how many held messages after it count.
    #[wasm_bindgen(js_name = countUnread)]
    pub fn count_unread(&self, slot: u32, last_read_ms: Option<f64>) -> u32 {
        let since = last_read_ms.map(|ms| Nanos::from_unix_ms(ms as i64));
        self.driver.read(|client| client.count_unread(Slot(slot), since)).unwrap_or(0)
    }

    /// When the newest message was created, in milliseconds.
    #[wasm_bindgen(js_name = channelLastMessageAt)]
    pub fn channel_last_message_at(&self, slot: u32) -> Option<f64> {
        self.channel(slot, |channel| channel.last_message_at.map(|at| at.unix_ms() as f64)).flatten()
    }

    /// Whether the channel was queried with its state.
    #[wasm_bindgen(js_name = channelInitialized)]
    pub fn channel_initialized(&self, slot: u32) -> bool {
        self.channel(slot, |channel| channel.initialized).unwrap_or(false)
    }

    /// Whether the channel can no longer be used.
    #[wasm_bindgen(js_name = channelDisconnected)]
    pub fn channel_disconnected(&self, slot: u32) -> bool {
        self.channel(slot, |channel| channel.disconnected).unwrap_or(true)
    }

    fn channel<T>(&self, slot: u32, look: impl FnOnce(&mut Channel<JsNode>) -> T) -> Option<T> {
        self.driver.read(|client| client.state.channel_mut(Slot(slot)).map(|(channel, ..)| look(channel))).flatten()
    }

    fn view(&self, slot: u32, look: impl FnOnce(&mut Channel<JsNode>) -> JsNode) -> JsValue {
        self.channel(slot, look).unwrap_or_else(JsNode::object).0
    }
}
