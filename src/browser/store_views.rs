//! Owns what the stores of threads and polls ask: each answers with a new value made from the values given, and changes
//! none of the client's. Maps arguments, decides nothing.

use super::object::JsNode;
use crate::client::Client;
use crate::node::Node;
use crate::state::{
    delete_reply, may_vote, merge_replies, poll_event, poll_state, take_parent, thread_event, thread_state,
    upsert_reply,
};
use crate::text::Text;

/// What is asked, by its number in `View` of `js/core.ts`, with the list of its arguments. `None`: nothing changed.
pub(super) fn store_view(what: u32, list: &JsNode, client: &mut Client<JsNode>) -> Option<JsNode> {
    let argument = |index: u32| list.at(index);
    let text = |index: u32| list.at(index).and_then(|text| text.as_text()).unwrap_or_default();
    let flag = |index: u32| list.at(index).and_then(|flag| flag.as_flag()).unwrap_or(false);
    let me = Text::from(client.user_id().unwrap_or_default());
    let first = argument(0)?;
    let users = &mut client.state.users;
    Some(match what {
        80 => poll_state(&first, argument(1)?),
        81 => return poll_event(&first, &argument(1)?, &argument(2)?, &text(3), &me),
        82 => JsNode::flag(may_vote(&first)),
        83 => {
            let state = first.copy();
            thread_state(&state, &argument(1)?, argument(2)?, client.state.me.as_ref(), users);
            state
        }
        84 => return thread_event(&first, &argument(1)?, &argument(2)?, &text(3), &me, users),
        85 => return upsert_reply(&first, &argument(1)?, flag(2), users),
        86 => return delete_reply(&first, &argument(1)?),
        87 => merge_replies(&first, &argument(1)?, flag(2), users),
        88 => {
            let state = first.copy();
            take_parent(&state, &argument(1)?, users);
            state
        }
        _ => return None,
    })
}
