//! Owns what JavaScript can read without waiting: the client's identity and each channel's views. A view is the same
//! reference until something in it changed.

use wasm_bindgen::prelude::*;

use super::exports::StreamChat;
use super::object::JsNode;
use crate::id::Slot;
use crate::node::Node;
use crate::state::Channel;
use crate::time::Nanos;

impl StreamChat {
    /// What the typed classes show; the numbers are the order of `views` in `js/core.ts`. `slot` names the channel
    /// where one is meant. Absent values are undefined.
    pub(super) fn view(&self, what: u32, slot: u32, argument: &JsValue) -> JsValue {
        let seen = self.driver.read(|client| match what {
            0 => Some(client.state.me.clone().unwrap_or_else(JsNode::null)),
            1 => client.user_id().map(JsNode::text),
            2 => client.client_id().map(JsNode::text),
            3 => client.connection_id().map(JsNode::text),
            4 => Some(JsNode::flag(client.is_healthy())),
            5 => Some(client.state.users.view()),
            6 => {
                let since = argument.as_f64().map(|ms| Nanos::from_unix_ms(ms as i64));
                Some(count(client.count_unread(Slot(slot), since)))
            }
            7 => {
                let id = argument.as_string().unwrap_or_default();
                Some(JsNode::flag(client.remove_message(Slot(slot), &id)))
            }
            _ => match client.state.channel_mut(Slot(slot)) {
                Some((channel, ..)) => channel_view(what, channel),
                // Of a user who left: it cannot be used any more.
                None if what == 21 => Some(JsNode::flag(true)),
                None => None,
            },
        });
        seen.flatten().map_or(JsValue::UNDEFINED, JsValue::from)
    }
}

fn channel_view(what: u32, channel: &mut Channel<JsNode>) -> Option<JsNode> {
    Some(match what {
        8 => JsNode::text(&channel.cid),
        9 => JsNode::text(channel.id.as_ref()?),
        10 => channel.data.clone()?,
        11 => channel.messages.view(),
        12 => channel.members.view(),
        13 => channel.reads.view(),
        14 => channel.typing.view(),
        15 => channel.watchers.view(),
        16 => channel.membership.clone(),
        17 => count(channel.watcher_count),
        18 => count(channel.unread),
        19 => JsNode::number(channel.last_message_at?.unix_ms() as f64),
        20 => JsNode::flag(channel.initialized),
        21 => JsNode::flag(channel.disconnected),
        22 => channel.gaps.view(),
        _ => return None,
    })
}

fn count(count: u32) -> JsNode {
    JsNode::number(f64::from(count))
}
