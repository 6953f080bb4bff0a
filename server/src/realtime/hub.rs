//! Owns the live connections: whose they are, what they watch, and the queue of each. Does not own sockets or stored state.
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::{mpsc, watch};

use super::event::{Event, splice};
use super::ledger::{Entry, Ledger, Page, Transport};
use super::recipients;
use crate::ids::Cid;

/// Frames that may wait for one connection. A client that falls further behind is cut off and has to reconnect,
/// so that one slow reader costs at most about 10 MB.
const QUEUE: usize = 4_096;

/// One event on its way to one connection.
#[derive(Clone, Debug)]
pub struct Frame {
    /// JSON.
    pub text: Utf8Bytes,
    /// For the ledger.
    pub entry: Arc<Entry>,
}

/// The receiving end of a connection.
pub struct Mailbox {
    /// The connection's id.
    pub id: String,
    /// What waits to be sent. Ends when the hub drops the connection.
    pub queue: mpsc::Receiver<Frame>,
    /// The connection's page in the ledger.
    pub page: Arc<Page>,
}

/// A connection about to begin.
pub struct Newcomer {
    /// The connection's id.
    pub id: String,
    /// Whose it is.
    pub user: String,
    /// False for anonymous users, who are nobody's watchers by name.
    pub counts: bool,
    /// How it receives events.
    pub transport: Transport,
}

struct Connection {
    user: String,
    counts: bool,
    watched: HashSet<Cid>,
    presence_users: HashSet<String>,
    presence_channels: HashSet<Cid>,
    queue: mpsc::Sender<Frame>,
    page: Arc<Page>,
}

#[derive(Default)]
struct Audience {
    connections: HashSet<String>,
    users: HashMap<String, usize>,
}

/// Who is connected and watches what, as the table of recipients sees it.
#[derive(Default)]
pub struct Live {
    connections: HashMap<String, Connection>,
    by_user: HashMap<String, HashSet<String>>,
    audiences: HashMap<Cid, Audience>,
    presence_users: HashMap<String, HashSet<String>>,
    presence_channels: HashMap<Cid, HashSet<String>>,
}

impl Live {
    /// Every connection.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.connections.keys().map(String::as_str)
    }

    /// Connections that watch a channel.
    pub fn watching(&self, cid: &Cid) -> impl Iterator<Item = &str> {
        self.audiences.get(cid).into_iter().flat_map(|audience| audience.connections.iter().map(String::as_str))
    }

    /// Whether a connection watches a channel.
    pub fn watches(&self, id: &str, cid: &Cid) -> bool {
        self.audiences.get(cid).is_some_and(|audience| audience.connections.contains(id))
    }

    /// A user's connections.
    pub fn of_user(&self, user: &str) -> impl Iterator<Item = &str> {
        self.by_user.get(user).into_iter().flatten().map(String::as_str)
    }

    /// Whether a connection is a user's.
    pub fn belongs(&self, id: &str, user: &str) -> bool {
        self.connections.get(id).is_some_and(|connection| connection.user == user)
    }

    /// Connections that asked for a user's presence.
    pub fn subscribed_to_user(&self, user: &str) -> impl Iterator<Item = &str> {
        self.presence_users.get(user).into_iter().flatten().map(String::as_str)
    }

    /// Connections that asked for the presence of a channel's members.
    pub fn subscribed_to_channel(&self, cid: &Cid) -> impl Iterator<Item = &str> {
        self.presence_channels.get(cid).into_iter().flatten().map(String::as_str)
    }
}

/// What a closed connection leaves behind.
#[derive(Debug, Default)]
pub struct Departure {
    /// Whose it was.
    pub user: String,
    /// Whether it was the user's last.
    pub offline: bool,
    /// Channels that the user no longer watches with any connection, and how many users still do.
    pub unwatched: Vec<(Cid, usize)>,
}

/// All live connections.
#[derive(Default)]
pub struct Hub {
    live: Mutex<Live>,
    count: watch::Sender<usize>,
}

impl Hub {
    fn live(&self) -> MutexGuard<'_, Live> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a connection whose first frame is `first`.
    pub fn connect(&self, ledger: &Ledger, newcomer: Newcomer, first: Frame) -> Mailbox {
        let Newcomer { id, user, counts, transport } = newcomer;
        let page = ledger.open(&id, &user, transport);
        let (sender, queue) = mpsc::channel(QUEUE);
        page.wait();
        let _ = sender.try_send(first);
        let connection = Connection {
            user: user.clone(),
            counts,
            watched: HashSet::new(),
            presence_users: HashSet::new(),
            presence_channels: HashSet::new(),
            queue: sender,
            page: page.clone(),
        };
        let mut live = self.live();
        live.by_user.entry(user.clone()).or_default().insert(id.clone());
        live.connections.insert(id.clone(), connection);
        self.count.send_replace(live.connections.len());
        Mailbox { id, queue, page }
    }

    /// Removes a connection; nothing if it is gone already.
    pub fn disconnect(&self, id: &str) -> Option<Departure> {
        let mut live = self.live();
        let live = &mut *live;
        let connection = live.connections.remove(id)?;
        self.count.send_replace(live.connections.len());
        let mut departure = Departure { user: connection.user.clone(), ..Departure::default() };
        for cid in &connection.watched {
            if let Some(left) = leave(live, id, &connection, cid) {
                departure.unwatched.push((cid.clone(), left));
            }
        }
        for user in &connection.presence_users {
            drop_from(&mut live.presence_users, user, id);
        }
        for cid in &connection.presence_channels {
            drop_from(&mut live.presence_channels, cid, id);
        }
        drop_from(&mut live.by_user, &connection.user, id);
        departure.offline = !live.by_user.contains_key(&connection.user);
        Some(departure)
    }

    /// Whether a connection is live and the user's own.
    pub fn owns(&self, id: &str, user: &str) -> bool {
        self.live().belongs(id, user)
    }

    /// How many connections a user has.
    pub fn connections_of(&self, user: &str) -> usize {
        self.live().by_user.get(user).map_or(0, HashSet::len)
    }

    /// Whether a user has any connection.
    pub fn is_online(&self, user: &str) -> bool {
        self.live().by_user.contains_key(user)
    }

    /// Lets a connection watch a channel. Answers the number of watching users if the connection's user is a new one among them.
    pub fn watch(&self, id: &str, cid: &Cid) -> Option<usize> {
        let mut live = self.live();
        let live = &mut *live;
        let connection = live.connections.get_mut(id)?;
        if !connection.watched.insert(cid.clone()) {
            return None;
        }
        let audience = live.audiences.entry(cid.clone()).or_default();
        audience.connections.insert(id.to_owned());
        let own = audience.users.entry(connection.user.clone()).or_insert(0);
        *own += 1;
        (*own == 1 && connection.counts).then_some(audience.users.len())
    }

    /// Ends a watch. Answers the number of users who still watch if the connection's user is no longer among them.
    pub fn stop_watching(&self, id: &str, cid: &Cid) -> Option<usize> {
        let mut live = self.live();
        let live = &mut *live;
        let mut connection = live.connections.remove(id)?;
        let left = connection.watched.remove(cid).then(|| leave(live, id, &connection, cid)).flatten();
        live.connections.insert(id.to_owned(), connection);
        left
    }

    /// Ends every watch of a user on a channel, when he may no longer read it.
    pub fn expel(&self, user: &str, cid: &Cid) {
        let ids: Vec<String> = self.live().of_user(user).map(str::to_owned).collect();
        for id in ids {
            self.stop_watching(&id, cid);
        }
    }

    /// Cuts a user's connections off, so that he has to say again who he is. What waits for them is still sent.
    pub fn drop_user(&self, user: &str) {
        let mut live = self.live();
        let ids: Vec<String> = live.of_user(user).map(str::to_owned).collect();
        for id in ids {
            if let Some(connection) = live.connections.get_mut(&id) {
                connection.queue = mpsc::channel(1).0;
            }
        }
    }

    /// Whether any of a user's connections watches a channel.
    pub fn is_watching(&self, user: &str, cid: &Cid) -> bool {
        let live = self.live();
        live.of_user(user).any(|id| live.watches(id, cid))
    }

    /// Ends every watch on a channel, when it is gone.
    pub fn expel_all(&self, cid: &Cid) {
        let ids: Vec<String> = self.live().watching(cid).map(str::to_owned).collect();
        for id in ids {
            self.stop_watching(&id, cid);
        }
    }

    /// Subscribes a connection to the presence of users and of the members of channels.
    pub fn subscribe(&self, id: &str, users: &[String], cids: &[Cid]) {
        let mut live = self.live();
        let live = &mut *live;
        let Some(connection) = live.connections.get_mut(id) else {
            return;
        };
        for user in users {
            connection.presence_users.insert(user.clone());
            live.presence_users.entry(user.clone()).or_default().insert(id.to_owned());
        }
        for cid in cids {
            connection.presence_channels.insert(cid.clone());
            live.presence_channels.entry(cid.clone()).or_default().insert(id.to_owned());
        }
    }

    /// How many users watch a channel.
    pub fn watcher_count(&self, cid: &Cid) -> usize {
        self.live().audiences.get(cid).map_or(0, |audience| audience.users.len())
    }

    /// The users who watch a channel, in order of their ids.
    pub fn watchers(&self, cid: &Cid) -> Vec<String> {
        let live = self.live();
        let mut users: Vec<String> =
            live.audiences.get(cid).map(|audience| audience.users.keys().cloned().collect()).unwrap_or_default();
        users.sort();
        users
    }

    /// Puts an event into the queue of everybody it is for.
    pub fn deliver(&self, ledger: &Ledger, event: &Event) {
        let mut live = self.live();
        let chosen: Vec<String> = recipients::of(event, &live).into_iter().map(str::to_owned).collect();
        if chosen.is_empty() {
            return;
        }
        let base = event.text();
        let shared = Utf8Bytes::from(base.as_str());
        let entry = Arc::new(Entry {
            seq: ledger.number(),
            kind: event.kind.clone(),
            cid: event.cid.as_ref().map(|cid| cid.as_str().to_owned()),
            message_id: event.message_id().map(str::to_owned),
        });
        for id in chosen {
            let Some(connection) = live.connections.get_mut(&id) else {
                continue;
            };
            let text = match event.personal.get(&connection.user) {
                Some(extra) => Utf8Bytes::from(splice(&base, extra)),
                None => shared.clone(),
            };
            connection.page.wait();
            if connection.queue.try_send(Frame { text, entry: entry.clone() }).is_err() {
                // Too slow: a queue without sender ends, and with it the connection's task, which tidies up.
                connection.queue = mpsc::channel(1).0;
            }
        }
    }

    /// Waits until nobody is connected.
    pub async fn empty(&self) {
        let _ = self.count.subscribe().wait_for(|count| *count == 0).await;
    }

    /// Cuts every connection off, so that clients reconnect elsewhere or later.
    pub fn drop_all(&self) {
        for connection in self.live().connections.values_mut() {
            connection.queue = mpsc::channel(1).0;
        }
    }
}

fn leave(live: &mut Live, id: &str, connection: &Connection, cid: &Cid) -> Option<usize> {
    let audience = live.audiences.get_mut(cid)?;
    audience.connections.remove(id);
    let own = audience.users.get_mut(&connection.user)?;
    *own -= 1;
    let gone = *own == 0;
    if gone {
        audience.users.remove(&connection.user);
    }
    let left = audience.users.len();
    if audience.connections.is_empty() {
        live.audiences.remove(cid);
    }
    (gone && connection.counts).then_some(left)
}

fn drop_from<K: std::hash::Hash + Eq>(map: &mut HashMap<K, HashSet<String>>, key: &K, id: &str) {
    if let Some(set) = map.get_mut(key) {
        set.remove(id);
        if set.is_empty() {
            map.remove(key);
        }
    }
}
