//! Owns what a client may say about a message, and checks it. Does not store it.
use serde::Deserialize;
use serde_json::{Map, Value};

use super::locations::LocationInput;
use crate::app::Work;
use crate::channel_type::ChannelType;
use crate::clock::Time;
use crate::custom;
use crate::db::messages::Mentions;
use crate::db::users;
use crate::error::{Code, Error, Result};
use crate::permissions::Access;
use crate::render::MESSAGE_FIELDS;

/// Most attachments of a message (protocol notes, "Limits").
pub(super) const MAX_ATTACHMENTS: usize = 30;
/// Most bytes of all attachments together (protocol notes, "Limits").
pub(super) const MAX_ATTACHMENT_BYTES: usize = 5 * 1024;
/// Most mentioned users (protocol notes, "Limits").
const MAX_MENTIONS: usize = 25;
/// Most groups, and most roles, that a message mentions (protocol notes, "Limits").
const MAX_GROUPS: usize = 10;
/// Most addressees of a restricted message (protocol notes, "Limits").
const MAX_ADDRESSEES: usize = 10;

/// A user as clients name one: an id, or an object they once received.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum UserInput {
    /// Just the id.
    Id(String),
    /// An object with an id.
    Object { id: String },
}

impl UserInput {
    fn id(self) -> String {
        match self {
            UserInput::Id(id) | UserInput::Object { id } => id,
        }
    }
}

/// A message as a client sends it. Fields that only the server sets are ignored, everything unknown is custom data.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct MessageInput {
    /// Chosen by the client, so that a retry is recognised.
    pub id: Option<String>,
    /// The text.
    pub text: Option<String>,
    /// Files, images, previews.
    pub attachments: Option<Vec<Map<String, Value>>>,
    /// Who is mentioned.
    pub mentioned_users: Option<Vec<UserInput>>,
    /// Mentions everybody in the channel.
    pub mentioned_channel: Option<bool>,
    /// Mentions everybody who is online.
    pub mentioned_here: Option<bool>,
    /// Mentions groups of users.
    pub mentioned_group_ids: Option<Vec<String>>,
    /// Mentions everybody with one of these roles.
    pub mentioned_roles: Option<Vec<String>>,
    /// Makes it a reply.
    pub parent_id: Option<String>,
    /// Lists a reply in the channel too.
    pub show_in_channel: Option<bool>,
    /// Quotes another message.
    pub quoted_message_id: Option<String>,
    /// Raises no unread counter.
    pub silent: Option<bool>,
    /// Pins it.
    pub pinned: Option<bool>,
    /// When the pin ends.
    pub pin_expires: Option<String>,
    /// Only these see it.
    pub restricted_visibility: Option<Vec<String>>,
    /// `regular` or `system`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// A poll to carry. Only a new message gets one.
    pub poll_id: Option<String>,
    /// Where the author is. Only a new message gets it: clients send it back with every edit.
    pub shared_location: Option<LocationInput>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The checked contents of a message, the same for sending and for editing.
pub struct Contents {
    /// The text.
    pub text: String,
    /// Files, images, previews.
    pub attachments: Vec<Value>,
    /// Ids of mentioned users that exist.
    pub mentioned_users: Vec<String>,
    /// Whom else it mentions.
    pub mentions: Mentions,
    /// Who alone sees it.
    pub restricted_to: Option<Vec<String>>,
    /// When the pin ends.
    pub pin_expires: Option<Time>,
    /// Custom data.
    pub custom: Map<String, Value>,
}

impl MessageInput {
    /// Checks everything that does not depend on other messages.
    pub fn check(self, work: &Work<'_>, kind: &ChannelType) -> Result<Contents> {
        let text = self.text.unwrap_or_default();
        let length = text.chars().count();
        if length > kind.max_message_length {
            return Err(Error::new(
                Code::MessageTooLong,
                format!("the text has {length} characters, at most {} are allowed", kind.max_message_length),
            ));
        }
        let attachments: Vec<Value> = self.attachments.unwrap_or_default().into_iter().map(Value::Object).collect();
        if attachments.len() > MAX_ATTACHMENTS {
            return Err(Error::input(format!("a message has at most {MAX_ATTACHMENTS} attachments")));
        }
        if serde_json::to_vec(&attachments).map_or(0, |text| text.len()) > MAX_ATTACHMENT_BYTES {
            return Err(Error::new(
                Code::PayloadTooBig,
                format!("attachments have more than {MAX_ATTACHMENT_BYTES} bytes"),
            ));
        }
        let mut mentioned_users: Vec<String> =
            self.mentioned_users.unwrap_or_default().into_iter().map(UserInput::id).collect();
        if mentioned_users.len() > MAX_MENTIONS {
            return Err(Error::input(format!("a message mentions at most {MAX_MENTIONS} users")));
        }
        let unknown = users::unknown(work.conn, &mentioned_users)?;
        mentioned_users.retain(|id| !unknown.contains(id));
        let mentions = Mentions {
            channel: self.mentioned_channel == Some(true),
            here: self.mentioned_here == Some(true),
            groups: self.mentioned_group_ids.unwrap_or_default(),
            roles: self.mentioned_roles.unwrap_or_default(),
        };
        if mentions.groups.len() > MAX_GROUPS || mentions.roles.len() > MAX_GROUPS {
            return Err(Error::input(format!("a message mentions at most {MAX_GROUPS} groups and {MAX_GROUPS} roles")));
        }
        let restricted_to = self.restricted_visibility.filter(|list| !list.is_empty());
        if restricted_to.as_ref().is_some_and(|list| list.len() > MAX_ADDRESSEES) {
            return Err(Error::input(format!("a message can be restricted to at most {MAX_ADDRESSEES} users")));
        }
        let pin_expires = match self.pin_expires.as_deref() {
            Some(text) => Some(Time::named("pin_expires", text)?),
            None => None,
        };
        let custom = custom::take(self.rest, MESSAGE_FIELDS)?;
        Ok(Contents { text, attachments, mentioned_users, mentions, restricted_to, pin_expires, custom })
    }
}

impl Contents {
    /// Refuses mentions that the caller may not make (code 17).
    pub fn require_mentions(&self, access: &Access) -> Result<()> {
        for (used, capability) in [
            (!self.mentioned_users.is_empty(), "create-mention"),
            (self.mentions.channel, "notify-channel"),
            (self.mentions.here, "notify-here"),
            (!self.mentions.groups.is_empty(), "notify-group"),
            (!self.mentions.roles.is_empty(), "notify-role"),
        ] {
            if used {
                access.require(capability)?;
            }
        }
        Ok(())
    }
}
