//! Owns what JavaScript can read without waiting: the client's identity and each channel's views. A view is the same
//! reference until something in it changed.

use wasm_bindgen::prelude::*;

use super::exports::StreamChat;
use super::object::JsNode;
use super::store_views::store_view;
use crate::id::Slot;
use crate::node::Node;
use crate::state::{Change, Channel, Placement, Users, Viewer, WHENEVER, Wanted};
use crate::time::{Millis, Nanos};

impl StreamChat {
    /// What the typed classes show; the numbers are the order of `views` in `js/core.ts`. `slot` names the channel
    /// where one is meant. Absent values are undefined.
    pub(super) fn view(&self, what: u32, slot: u32, argument: &JsValue) -> JsValue {
        let given = if what == 7 || what >= 36 { self.plain(argument) } else { None }.unwrap_or_else(JsNode::null);
        let seen = self.driver.read(|client| match what {
            0 => Some(client.state.me.clone().unwrap_or_else(JsNode::null)),
            1 => client.user_id().map(JsNode::text),
            2 => client.client_id().map(JsNode::text),
            3 => client.connection_id().map(JsNode::text),
            4 => Some(JsNode::flag(client.is_healthy())),
            5 => Some(client.state.users.view()),
            6 => {
                let since = argument.as_f64().map(|_| moment(argument));
                Some(count(client.count_unread(Slot(slot), since)))
            }
            7 => {
                let (id, parent) = (given.str("id").unwrap_or_default(), given.str("parent_id").unwrap_or_default());
                Some(JsNode::flag(client.remove_message(Slot(slot), &id, &parent)))
            }
            36..50 => channel_edit(what, &given, client.state.channel_mut(Slot(slot))?),
            51 => Some(client.state.user_channels()),
            52 => client.token().map(JsNode::text),
            55 => {
                client.state.know_user(&given);
                None
            }
            53 => {
                let event = JsNode::object();
                event.set_text("type", "user.updated");
                event.set("user", given.clone());
                client.state.apply(&event, &event.event_head(), Millis(0));
                None
            }
            54 => {
                let (channel, ..) = client.state.channel_mut(Slot(slot))?;
                channel.delete_messages_of(&given, &given.event_head());
                None
            }
            50 => {
                let change = match given.num("2") {
                    Some(1.0) => Change::Replaced,
                    Some(2.0) => Change::Removed,
                    _ => Change::Added,
                };
                let (channel, users, viewer) = client.state.channel_mut(Slot(slot))?;
                channel.react(&given.get("0")?, given.get("1"), change, users, viewer)
            }
            60 => self.plain(argument).map(|bundles| client.hydrate_channels(&bundles)),
            70 => {
                client.state.channel(Slot(slot)).map(|channel| client.state.mute_status(&channel.cid, moment(argument)))
            }
            71 => Some(count(client.state.unread_mentions(Slot(slot), moment(argument)))),
            72 => client.typing_since(Slot(slot)).map(|at| JsNode::number(at.unix_ms() as f64)),
            73 => client.state.channel(Slot(slot)).and_then(|channel| channel.push_preferences.clone()),
            74 => {
                let argument = JsNode::from(argument.clone());
                let at = |key| argument.num(key).map(|ms| Nanos::from_unix_ms(ms as i64));
                let (now, last) = (at("now").unwrap_or_default(), at("last"));
                client.state.channel(Slot(slot)).map(|channel| channel.cooldown(now, last))
            }
            80..90 => store_view(what, &JsNode::from(argument.clone()), client),
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
        11 => channel.shown().view(),
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
        30 => channel.messages.view(),
        31 => channel.sets_view(),
        32 => channel.threads.view(),
        33 => channel.pinned.view(),
        34 => channel.pending.clone(),
        35 => JsNode::flag(channel.up_to_date),
        _ => return None,
    })
}

/// What the app changes or looks for in a channel's state.
fn channel_edit(
    what: u32,
    given: &JsNode,
    (channel, users, viewer): (&mut Channel<JsNode>, &mut Users<JsNode>, &Viewer),
) -> Option<JsNode> {
    let parent = given.str("parent_id");
    match what {
        36 => {
            let value = given.get("value").unwrap_or_else(JsNode::null);
            channel.assign(&given.str("name")?, &value, users, viewer);
        }
        37 => {
            let wanted = given.str("placement").map(|name| Wanted::given(Placement::named(&name)));
            return Some(channel.add_messages(&given.get("messages")?, wanted.as_ref(), users, viewer));
        }
        38 => return channel.find_message(&given.str("id")?, parent.as_deref()),
        39 => return Some(JsNode::flag(channel.show(given.as_text().as_deref()))),
        40 => {
            for message in given.items() {
                channel.pin(&message.message_head(), message, WHENEVER, users, viewer);
            }
        }
        41 => drop(channel.pinned.remove(&given.str("id")?)),
        42 => channel.prune(given.as_number()? as usize),
        43 => channel.forget_sets(),
        44 => channel.remove_errors(),
        45 => channel.requote(&given.str("id")?, &given.local_message(None), false),
        46 => return channel.message_at(given.num("at")? as i64, parent.as_deref(), given.is("exact")),
        _ => {}
    }
    None
}

fn count(count: u32) -> JsNode {
    JsNode::number(f64::from(count))
}

/// The moment that an argument names in milliseconds since 1970.
fn moment(argument: &JsValue) -> Nanos {
    Nanos::from_unix_ms(argument.as_f64().unwrap_or_default() as i64)
}
