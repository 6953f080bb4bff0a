//! Owns how users look: to others, to themselves, in lists.
use std::cell::OnceCell;
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::{Known, View};
use crate::clock::Time;
use crate::custom;
use crate::db::users::{self, User};
use crate::db::{push_preferences, reads, thread_participants};
use crate::error::Result;

/// Field names that belong to the protocol and can never be custom data of a user.
pub const BUILT_IN: &[&str] = &[
    "anon",
    "avg_response_time",
    "ban_expires",
    "banned",
    "blocked_user_ids",
    "channel_mutes",
    "created_at",
    "custom",
    "deactivated_at",
    "deleted_at",
    "devices",
    "id",
    "image",
    "invisible",
    "language",
    "last_active",
    "latest_hidden_channels",
    "mutes",
    "name",
    "online",
    "privacy_settings",
    "push_preferences",
    "revoke_tokens_issued_before",
    "role",
    "shadow_banned",
    "teams",
    "teams_role",
    "total_unread_count",
    "total_unread_count_by_team",
    "unread_channels",
    "unread_count",
    "unread_threads",
    "updated_at",
];

impl View<'_> {
    /// A user as others see him. The answer is kept for the rest of the operation.
    pub fn user(&self, id: &str) -> Result<Value> {
        Ok(self.known(id)?.rendered.clone())
    }

    /// A user, loaded and rendered once in an operation.
    pub(super) fn known(&self, id: &str) -> Result<Rc<Known>> {
        if let Some(known) = self.users.borrow().get(id) {
            return Ok(known.clone());
        }
        let stored = users::find(self.conn, id)?;
        let rendered = match &stored {
            Some(user) => self.user_object(user),
            None => self.user_object(&User::new(id, "user", Time::from_micros(0))),
        };
        let known = Rc::new(Known { stored, rendered, text: OnceCell::new() });
        self.users.borrow_mut().insert(id.to_owned(), known.clone());
        Ok(known)
    }

    /// Forgets what [`View::user`] keeps, after a change.
    pub fn forget_user(&self, id: &str) {
        self.users.borrow_mut().remove(id);
    }

    /// A stored user as others see him.
    pub fn user_object(&self, user: &User) -> Value {
        let online = !user.invisible && self.app.hub.is_online(&user.id);
        let mut object = Map::new();
        let mut put = |key: &str, value: Value| {
            object.insert(key.to_owned(), value);
        };
        put("id", user.id.clone().into());
        put("role", user.role.clone().into());
        put("language", user.language.clone().into());
        put("teams", user.teams.clone().into());
        put("created_at", user.created_at.into());
        put("updated_at", user.updated_at.into());
        put("banned", user.standing(self.app.clock.reading()).banned.into());
        put("online", online.into());
        put("blocked_user_ids", json!([]));
        let optional = [
            ("name", user.name.clone().map(Value::from)),
            ("image", user.image.clone().map(Value::from)),
            ("last_active", user.last_active.map(Value::from)),
            ("deactivated_at", user.deactivated_at.map(Value::from)),
            ("deleted_at", user.deleted_at.map(Value::from)),
        ];
        for (key, value) in optional {
            if let Some(value) = value {
                object.insert(key.to_owned(), value);
            }
        }
        custom::flatten(&mut object, &user.custom);
        Value::Object(object)
    }

    /// A user in an answer about users: the fields of an own user are there, but filled only if it is the viewer.
    pub fn full_user(&self, user: &User) -> Result<Value> {
        let own = user.id == self.viewer() || self.caller.is_server();
        let mut object = self.user_object(user);
        let (totals, threads) = match own {
            true => (reads::totals(self.conn, &user.id)?, thread_participants::totals(self.conn, &user.id)?),
            false => Default::default(),
        };
        let extra = json!({
            "devices": if own { self.devices(&user.id)? } else { Vec::new() },
            "mutes": if own { self.mutes(&user.id)? } else { Vec::new() },
            "channel_mutes": if own { self.channel_mutes(&user.id)? } else { Vec::new() },
            "blocked_user_ids": if own { self.blocked_ids(&user.id)? } else { Vec::new() },
            "invisible": own && user.invisible,
            "shadow_banned": self.caller.is_server() && user.standing(self.app.clock.reading()).shadow_banned,
            "unread_count": totals.messages,
            "total_unread_count": totals.messages,
            "unread_channels": totals.channels,
            "unread_threads": threads.threads,
        });
        if let (Value::Object(object), Value::Object(extra)) = (&mut object, extra) {
            object.extend(extra);
            if let Some(before) = user.tokens_revoked_before.filter(|_| self.caller.is_server()) {
                object.insert("revoke_tokens_issued_before".to_owned(), before.into());
            }
            if let Some(settings) = user.privacy_settings.as_ref().filter(|_| own) {
                object.insert("privacy_settings".to_owned(), Value::Object(settings.clone()));
            }
        }
        Ok(object)
    }

    /// The viewer as the first frame of a connection shows him.
    pub fn own_user(&self, user: &User) -> Result<Value> {
        let mut object = self.full_user(user)?;
        object["online"] = Value::Bool(true);
        if let Some(preferences) = push_preferences::find(self.conn, &user.id, "")? {
            object["push_preferences"] = Value::Object(preferences);
        }
        if let Value::Object(object) = &mut object {
            object.remove("shadow_banned");
        }
        Ok(object)
    }
}
