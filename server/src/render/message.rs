//! Owns how messages and reactions look to the viewer. Events use a view too, but without own reactions.
use serde_json::{Map, Value, json};

use super::View;
use super::fields::Fields;
use crate::custom;
use crate::db::locations;
use crate::db::messages::{self, Message};
use crate::db::polls;
use crate::db::reactions::{self, Reaction};
use crate::error::Result;

/// Field names that belong to the protocol and can never be custom data of a message.
pub const BUILT_IN: &[&str] = &[
    "args",
    "before_message_send_failed",
    "channel",
    "cid",
    "command",
    "command_info",
    "created_at",
    "custom",
    "deleted_at",
    "deleted_for_me",
    "deleted_reply_count",
    "draft",
    "html",
    "i18n",
    "image_labels",
    "latest_reactions",
    "member",
    "mentioned_channel",
    "mentioned_group_ids",
    "mentioned_groups",
    "mentioned_here",
    "mentioned_roles",
    "message_text_updated_at",
    "mml",
    "moderation",
    "own_reactions",
    "pinned_at",
    "pinned_by",
    "poll",
    "quoted_message",
    "reaction_counts",
    "reaction_groups",
    "reaction_scores",
    "reminder",
    "reply_count",
    "shadowed",
    "shared_location",
    "status",
    "thread_participants",
    "updated_at",
    "user",
    "user_id",
];
/// Newest reactions shown with a message (protocol notes, "Message").
const LATEST_REACTIONS: usize = 10;

/// Whose reactions, votes, drafts and reminders are shown as own ones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// The viewer's: REST answers.
    Viewer,
    /// Nobody's: events go to many.
    Nobody,
}

impl View<'_> {
    /// A message in a REST answer.
    pub fn message(&self, message: &Message) -> Result<Value> {
        self.render_message(message, Own::Viewer, true)
    }

    /// A message in an event.
    pub fn event_message(&self, message: &Message) -> Result<Value> {
        self.render_message(message, Own::Nobody, true)
    }

    /// Several messages in a REST answer.
    pub fn messages(&self, list: &[Message]) -> Result<Vec<Value>> {
        list.iter().map(|message| self.message(message)).collect()
    }

    pub(super) fn render_message(&self, message: &Message, own: Own, with_quote: bool) -> Result<Value> {
        let mut object = Map::new();
        self.put_message(&mut object, message, own, with_quote)?;
        Ok(object.into())
    }

    /// The fields of a message.
    pub(super) fn put_message(
        &self,
        object: &mut impl Fields,
        message: &Message,
        own: Own,
        with_quote: bool,
    ) -> Result<()> {
        let for_me = own == Own::Viewer && message.deleted_for.iter().any(|id| id == self.viewer());
        let gone = message.deleted_at.is_some() || for_me;
        let text = if gone { "" } else { message.text.as_str() };
        object.put("id", &message.id);
        object.put("cid", message.cid.as_str());
        object.put("type", if gone { "deleted" } else { message.kind.as_str() });
        object.put("text", text);
        object.put("html", html(text));
        object.put_user("user", &*self.known(&message.user_id)?);
        object.put("attachments", if gone { &[][..] } else { &message.attachments });
        object.put_tree("mentioned_users", self.users_named(&message.mentioned_users)?);
        object.put("mentioned_channel", message.mentions.channel);
        object.put("mentioned_here", message.mentions.here);
        if !message.mentions.groups.is_empty() {
            object.put("mentioned_group_ids", &message.mentions.groups);
        }
        if !message.mentions.roles.is_empty() {
            object.put("mentioned_roles", &message.mentions.roles);
        }
        object.put("silent", message.silent);
        // Of a shadowed message only its author hears in events, and he must not learn what it is.
        object.put("shadowed", message.shadowed && own == Own::Viewer && message.user_id != self.viewer());
        object.put("restricted_visibility", message.restricted_to.as_deref().unwrap_or_default());
        object.put("reply_count", message.reply_count);
        object.put("deleted_reply_count", message.deleted_reply_count);
        object.put("created_at", message.created_at);
        object.put("updated_at", message.updated_at);
        object.put("pinned", message.pinned_at.is_some());
        object.put("pinned_at", message.pinned_at);
        object.put("pin_expires", message.pin_expires);
        match &message.pinned_by {
            Some(id) => object.put_user("pinned_by", &*self.known(id)?),
            None => object.put("pinned_by", ()),
        }
        if let Some(parent) = &message.parent_id {
            object.put("parent_id", parent);
            object.put("show_in_channel", message.show_in_channel);
        }
        for (key, value) in [("command", &message.command), ("args", &message.args), ("poll_id", &message.poll_id)] {
            if let Some(value) = value.as_deref().filter(|_| !gone) {
                object.put(key, value);
            }
        }
        if let Some(name) = message.command.as_deref().filter(|_| !gone) {
            object.put_tree("command_info", json!({"name": name}));
        }
        for (key, value) in [("i18n", &message.i18n), ("moderation", &message.moderation)] {
            if let Some(value) = value.as_ref().filter(|_| !gone) {
                object.put(key, value);
            }
        }
        if let Some(at) = message.text_updated_at {
            object.put("message_text_updated_at", at);
        }
        if let Some(at) = message.deleted_at {
            object.put("deleted_at", at);
        }
        if for_me {
            object.put("deleted_for_me", true);
        }
        if message.reply_count > 0 {
            object.put_tree("thread_participants", self.thread_participants(message)?);
        }
        if let Some(quoted) = &message.quoted_message_id {
            object.put("quoted_message_id", quoted);
            if let Some(quoted) = self.quoted(message, quoted, own, with_quote)? {
                object.put_tree("quoted_message", quoted);
            }
        }
        if let Some(member) = self.member_of(&message.cid, &message.user_id)? {
            object.put_tree(
                "member",
                json!({"channel_role": member.channel_role, "notifications_muted": member.notifications_muted}),
            );
        }
        self.put_reactions(object, message, own)?;
        self.put_attached(object, message, own, gone)?;
        if !gone {
            object.put_custom(&message.custom);
        }
        Ok(())
    }

    /// The poll and the place that the message carries, and what the viewer keeps about it.
    fn put_attached(&self, object: &mut impl Fields, message: &Message, own: Own, gone: bool) -> Result<()> {
        if let Some(id) = message.poll_id.as_deref().filter(|_| !gone)
            && let Some(poll) = polls::find(self.conn, id)?
        {
            object.put_tree("poll", self.poll(&poll, own)?);
        }
        if message.has_location
            && !gone
            && let Some(location) = locations::find(self.conn, &message.id)?
        {
            object.put_tree("shared_location", self.location(&location));
        }
        if own == Own::Viewer {
            if let Some(draft) = self.draft_for(&message.cid, Some(&message.id))? {
                object.put_tree("draft", draft);
            }
            if let Some(reminder) = self.reminder_of(&message.cid, &message.id)? {
                object.put_tree("reminder", reminder);
            }
        }
        Ok(())
    }

    /// The quoted message, if everybody who gets to see this rendering may see it.
    fn quoted(&self, message: &Message, id: &str, own: Own, with_quote: bool) -> Result<Option<Value>> {
        if !with_quote {
            return Ok(None);
        }
        let Some(quoted) = messages::find(self.conn, id)? else {
            return Ok(None);
        };
        let shown = match (quoted.audience(), own) {
            (None, _) => true,
            (Some(allowed), Own::Viewer) => self.caller.is_server() || allowed.iter().any(|id| id == self.viewer()),
            (Some(allowed), Own::Nobody) => {
                message.audience().is_some_and(|hears| hears.iter().all(|id| allowed.contains(id)))
            }
        };
        shown.then(|| self.render_message(&quoted, own, false)).transpose()
    }

    /// The author of the message and everybody who replied.
    pub fn thread_participants(&self, parent: &Message) -> Result<Value> {
        let mut ids = vec![parent.user_id.clone()];
        for id in messages::thread_authors(self.conn, &parent.id)? {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        self.users_named(&ids)
    }

    pub(super) fn users_named(&self, ids: &[String]) -> Result<Value> {
        ids.iter().map(|id| self.user(id)).collect::<Result<Vec<_>>>().map(Value::from)
    }

    /// A reaction with its user.
    pub fn reaction(&self, reaction: &Reaction) -> Result<Value> {
        let mut object = Map::new();
        let mut put = |key: &str, value: Value| {
            object.insert(key.to_owned(), value);
        };
        put("message_id", reaction.message_id.clone().into());
        put("user_id", reaction.user_id.clone().into());
        put("user", self.user(&reaction.user_id)?);
        put("type", reaction.kind.clone().into());
        put("score", reaction.score.into());
        put("created_at", reaction.created_at.into());
        put("updated_at", reaction.updated_at.into());
        custom::flatten(&mut object, &reaction.custom);
        Ok(Value::Object(object))
    }

    fn put_reactions(&self, object: &mut impl Fields, message: &Message, own: Own) -> Result<()> {
        let all = match message.reaction_count {
            0 => Vec::new(),
            _ => reactions::list(self.conn, &message.id)?,
        };
        let render = |list: Vec<&Reaction>| list.into_iter().map(|one| self.reaction(one)).collect::<Result<Vec<_>>>();
        let latest = render(all.iter().take(LATEST_REACTIONS).collect())?;
        let mine = match own {
            Own::Viewer => all.iter().filter(|one| one.user_id == self.viewer()).take(LATEST_REACTIONS).collect(),
            Own::Nobody => Vec::new(),
        };
        let (mut counts, mut scores, mut groups) = (Map::new(), Map::new(), Map::new());
        for one in &all {
            if counts.contains_key(&one.kind) {
                continue;
            }
            let same: Vec<&Reaction> = all.iter().filter(|other| other.kind == one.kind).collect();
            let sum: i64 = same.iter().map(|other| other.score).sum();
            let by = same.iter().take(LATEST_REACTIONS).map(|other| {
                Ok(json!({"user_id": other.user_id, "user": self.user(&other.user_id)?, "created_at": other.created_at}))
            });
            let group = json!({
                "count": same.len(),
                "sum_scores": sum,
                "first_reaction_at": same.iter().map(|other| other.created_at).min(),
                "last_reaction_at": same.iter().map(|other| other.updated_at).max(),
                "latest_reactions_by": by.collect::<Result<Vec<_>>>()?,
            });
            counts.insert(one.kind.clone(), same.len().into());
            scores.insert(one.kind.clone(), sum.into());
            groups.insert(one.kind.clone(), group);
        }
        object.put_tree("latest_reactions", latest.into());
        object.put_tree("own_reactions", render(mine)?.into());
        object.put_tree("reaction_counts", counts.into());
        object.put_tree("reaction_scores", scores.into());
        object.put_tree("reaction_groups", groups.into());
        Ok(())
    }
}

/// The text as a paragraph of HTML. Markup is shown, never executed.
fn html(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push_str("<br/>\n"),
            other => escaped.push(other),
        }
    }
    format!("<p>{escaped}</p>\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn html_shows_markup_instead_of_running_it() {
        assert_eq!(super::html("<b>&'\""), "<p>&lt;b&gt;&amp;&#39;&quot;</p>\n");
        assert_eq!(super::html(""), "");
    }
}
