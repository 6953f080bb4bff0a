//! Owns how stored things look to one viewer. A view lives for one operation and is never shared between viewers.
mod channel;
mod device;
mod fields;
mod location;
mod member;
mod message;
mod mute;
mod own;
mod poll;
mod thread;
mod user;
mod user_group;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use rusqlite::Connection;
use serde_json::Value;

pub use channel::{BUILT_IN as CHANNEL_FIELDS, Parts};
pub use member::BUILT_IN as MEMBER_FIELDS;
pub use message::{BUILT_IN as MESSAGE_FIELDS, Own};
pub use poll::{BUILT_IN as POLL_FIELDS, poll_option};
pub use thread::{BUILT_IN as THREAD_FIELDS, ThreadParts};
pub use user::BUILT_IN as USER_FIELDS;

use crate::app::App;
use crate::auth::{Caller, Kind};
use crate::clock::Time;
use crate::db::bans;
use crate::db::channels::{self, Channel};
use crate::db::members::{self, Member};
use crate::db::message_pages::Sight;
use crate::db::messages::{self, Message};
use crate::db::users::{self, User};
use crate::error::{Error, Result};
use crate::ids::Cid;
use crate::permissions::{Access, Standing};

/// The database as the caller sees it.
pub struct View<'a> {
    /// The application.
    pub app: &'a App,
    /// The open snapshot or transaction.
    pub conn: &'a Connection,
    /// Who looks.
    pub caller: &'a Caller,
    /// Nothing changes while this view lives.
    frozen: bool,
    users: RefCell<HashMap<String, Rc<Known>>>,
    kept: RefCell<HashMap<Cid, Rc<own::Kept>>>,
    members: RefCell<HashMap<Cid, Memberships>>,
}

/// Who belongs to one channel, as far as it was asked; nothing for somebody who does not.
type Memberships = HashMap<String, Option<Rc<Member>>>;

/// A user as loaded and as rendered; `stored` is missing for one of whom only the id is known.
struct Known {
    stored: Option<User>,
    rendered: Value,
    /// The same as JSON, once a list has asked for it.
    text: OnceCell<String>,
}

impl<'a> View<'a> {
    /// A view for one operation that may change things.
    pub fn new(app: &'a App, conn: &'a Connection, caller: &'a Caller) -> Self {
        View {
            app,
            conn,
            caller,
            frozen: false,
            users: RefCell::default(),
            kept: RefCell::default(),
            members: RefCell::default(),
        }
    }

    /// A view of a snapshot, which loads nothing twice.
    pub fn of_snapshot(app: &'a App, conn: &'a Connection, caller: &'a Caller) -> Self {
        View { frozen: true, ..View::new(app, conn, caller) }
    }

    /// The viewer's id.
    pub fn viewer(&self) -> &str {
        &self.caller.user_id
    }

    /// The calling user; one who has never connected is known by his token alone.
    pub fn me(&self) -> Result<User> {
        let never = Time::from_micros(0);
        match self.caller.kind {
            Kind::Anonymous => Ok(User::new(self.viewer(), "anonymous", never)),
            Kind::User | Kind::Server => {
                let stored = match self.frozen {
                    true => self.known(self.viewer())?.stored.clone(),
                    false => users::find(self.conn, self.viewer())?,
                };
                Ok(stored.unwrap_or_else(|| User::new(self.viewer(), "user", never)))
            }
        }
    }

    /// The calling user for an operation that writes in his name. The first such call creates him.
    pub fn author(&self) -> Result<User> {
        if self.caller.kind == Kind::Anonymous {
            return Err(Error::not_allowed("anonymous users can only read"));
        }
        if self.viewer().is_empty() {
            return Err(Error::input(
                "a server has to say for which user it acts: add user_id, user.id or, for a channel, created_by_id",
            ));
        }
        crate::ids::check_user_id(self.viewer())?;
        match users::find(self.conn, self.viewer())? {
            // Clients of such users are refused before; a server could still name one.
            Some(user) if user.deleted_at.is_some() => Err(Error::missing("user", &user.id)),
            Some(user) if user.deactivated_at.is_some() => {
                Err(Error::not_allowed(format!("user {:?} is deactivated", user.id)))
            }
            Some(user) => Ok(user),
            None if users::is_erased(self.conn, self.viewer())? => Err(Error::missing("user", self.viewer())),
            None => {
                let user = User::new(self.viewer(), "user", self.app.clock.now());
                users::save(self.conn, &user)?;
                Ok(user)
            }
        }
    }

    /// A channel that the caller may read, and his place in it.
    pub fn access(&self, cid: &Cid) -> Result<Access> {
        self.access_to(self.stored_channel(cid)?)
    }

    /// A channel as it is stored, whoever asks.
    pub fn stored_channel(&self, cid: &Cid) -> Result<Channel> {
        channels::find(self.conn, cid)?.ok_or_else(|| Error::missing("channel", cid.as_str()))
    }

    /// The same for a channel already loaded.
    pub fn access_to(&self, channel: Channel) -> Result<Access> {
        let member = members::find(self.conn, &channel.cid, self.viewer())?;
        let me = self.me()?;
        let standing = self.standing(&me, &channel.cid, member.as_ref())?;
        Access::new(&self.app.types, channel, member, standing, &me, self.caller.is_server())
    }

    /// What bans make of a user in a channel. Only those who are no members need a look at the bans themselves.
    pub fn standing(&self, user: &User, cid: &Cid, member: Option<&Member>) -> Result<Standing> {
        let now = self.app.clock.reading();
        let everywhere = user.standing(now);
        let here = match member {
            Some(member) => member.standing(now),
            None => match bans::find(self.conn, &user.id, Some(cid))? {
                Some(ban) => Standing { banned: !ban.shadow, shadow_banned: ban.shadow },
                None => Standing::default(),
            },
        };
        Ok(Standing {
            banned: everywhere.banned || here.banned,
            shadow_banned: everywhere.shadow_banned || here.shadow_banned,
        })
    }

    /// The channel types whose channels the caller may read without belonging to them; nothing if he may read all.
    pub fn open_types(&self) -> Result<Option<Vec<String>>> {
        let role = self.me()?.role;
        Ok((!self.caller.is_server() && role != "admin").then(|| self.app.types.readable_by(&role)))
    }

    /// A message the caller may see, with its channel.
    pub fn message_access(&self, id: &str) -> Result<(Message, Access)> {
        let missing = || Error::missing("message", id);
        let message = messages::find(self.conn, id)?.ok_or_else(missing)?;
        let access = self.access(&message.cid)?;
        match self.may_see(&access, &message) {
            true => Ok((message, access)),
            false => Err(missing()),
        }
    }

    /// Whether the viewer may see a message of a channel that he may read.
    pub fn may_see(&self, access: &Access, message: &Message) -> bool {
        let sight = self.sight(&access.channel, access.member.as_ref());
        message.created_at > sight.hidden_until && (message.visible_to(self.viewer()) || self.caller.is_server())
    }

    /// Somebody's membership.
    fn member_of(&self, cid: &Cid, user_id: &str) -> Result<Option<Rc<Member>>> {
        if let Some(known) = self.members.borrow().get(cid).and_then(|members| members.get(user_id)) {
            return Ok(known.clone());
        }
        let found = members::find(self.conn, cid, user_id)?.map(Rc::new);
        self.remember(cid, user_id, found.clone());
        Ok(found)
    }

    fn remember(&self, cid: &Cid, user_id: &str, member: Option<Rc<Member>>) {
        if self.frozen {
            self.members.borrow_mut().entry(cid.clone()).or_default().insert(user_id.to_owned(), member);
        }
    }

    /// What of a channel's messages the viewer may see.
    pub fn sight(&self, channel: &Channel, member: Option<&Member>) -> Sight<'_> {
        let cleared = member.and_then(|member| member.hide_messages_before);
        let hidden_until = channel.truncated_at.max(cleared).unwrap_or(Time::from_micros(0));
        Sight { viewer: &self.caller.user_id, hidden_until }
    }
}
