//! Owns the check of a text against its channel's block list, and what becomes of a message that offends it. Finding words is
//! `block_list`'s.
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::Work;
use crate::block_list::{BlockList, Checks};
use crate::channel_type::ChannelType;
use crate::clock::Time;
use crate::db::block_lists;
use crate::db::flags::{self, Flag};
use crate::db::messages::Message;
use crate::error::Result;

/// What `automod: "simple"` objects to. The service has an engine for this; here these words stand in for it.
pub const AUTOMOD_WORDS: &[&str] = &["badword", "fuck", "shit"];
/// What a refused message says instead.
const REFUSAL: &str = "Message was blocked by moderation policies";

/// What follows from an objection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behavior {
    /// The message is sent, and moderators find it among the flags.
    Flag,
    /// It is not sent.
    Block,
    /// It is sent, but only its author sees it.
    ShadowBlock,
}

impl Behavior {
    fn named(name: &str) -> Self {
        match name {
            "block" => Behavior::Block,
            "shadow_block" => Behavior::ShadowBlock,
            _ => Behavior::Flag,
        }
    }
}

/// What is wrong with a text.
pub struct Objection {
    /// What follows from it.
    pub behavior: Behavior,
    list: String,
    word: String,
}

/// Checks a text as the channel type says: first against its block list, then by the automatic moderation.
pub fn object(work: &Work<'_>, kind: &ChannelType, team: Option<&str>, text: &str) -> Result<Option<Objection>> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(name) = &kind.blocklist {
        let of_team = team.map(|team| block_lists::find(work.conn, name, Some(team))).transpose()?.flatten();
        let list = match of_team {
            Some(list) => Some(list),
            None => block_lists::find(work.conn, name, None)?,
        };
        if let Some(word) = list.and_then(|list| list.objection(text)) {
            let behavior = Behavior::named(&kind.blocklist_behavior);
            return Ok(Some(Objection { behavior, list: name.clone(), word }));
        }
    }
    if kind.automod == "simple"
        && let Some(word) = automod_list().objection(text)
    {
        return Ok(Some(Objection {
            behavior: Behavior::named(&kind.automod_behavior),
            list: "automod".to_owned(),
            word,
        }));
    }
    Ok(None)
}

fn automod_list() -> BlockList {
    let never = Time::from_micros(0);
    BlockList {
        name: "automod".to_owned(),
        team: None,
        id: String::new(),
        kind: "word".to_owned(),
        words: AUTOMOD_WORDS.iter().map(|word| (*word).to_owned()).collect(),
        checks: Checks { is_leet_check_enabled: true, is_plural_check_enabled: true, ..Checks::default() },
        created_at: never,
        updated_at: never,
    }
}

/// The message as its author gets it back when it was not sent: an error that exists only in this answer.
pub fn refused(message: Message, objection: &Objection) -> Message {
    let moderation = json!({
        "action": "remove",
        "original_text": message.text,
        "blocklist_matched": objection.list,
        "blocklists_matched": [objection.list],
    });
    Message {
        kind: "error".to_owned(),
        text: REFUSAL.to_owned(),
        moderation: match moderation {
            Value::Object(fields) => Some(fields),
            _ => None,
        },
        ..message
    }
}

/// Puts the message among the flags, in the name of nobody.
pub fn flag(work: &Work<'_>, message: &Message, objection: &Objection) -> Result<()> {
    let before = flags::find(work.conn, "", Some(&message.id), &message.user_id)?;
    let flag = Flag {
        id: before.map_or_else(|| Uuid::new_v4().to_string(), |flag| flag.id),
        reporter_id: String::new(),
        message_id: Some(message.id.clone()),
        target_id: message.user_id.clone(),
        cid: Some(message.cid.clone()),
        original_text: message.text.clone(),
        reason: Some("automod".to_owned()),
        custom: Default::default(),
        block_list: Some(objection.list.clone()),
        matched: Some(objection.word.clone()),
        created_at: work.now(),
    };
    Ok(flags::save(work.conn, &flag)?)
}
