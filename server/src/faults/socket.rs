//! Owns what faults do to one WebSocket: its end, its silence, late and lost frames. Does not own the socket.
use std::collections::{HashMap, VecDeque};
use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::watch;
use tokio::time::sleep_until;

use super::kind::Kind;
use super::{Rig, Whom};
use crate::realtime::hub::{Frame, Mailbox};
use crate::realtime::ledger::{Entry, Page};

/// A text on its way into the socket.
pub struct Outgoing {
    /// JSON.
    pub text: Utf8Bytes,
    /// For the ledger, which has no room for keeping alive.
    pub entry: Option<Arc<Entry>>,
}

impl From<Frame> for Outgoing {
    fn from(frame: Frame) -> Self {
        Outgoing { text: frame.text, entry: Some(frame.entry) }
    }
}

/// What happens next because of a fault.
pub enum Blow {
    /// A frame that was late is due.
    Send(Outgoing),
    /// The socket ends, with a close frame of this code or without any.
    End(Option<u16>),
    /// The socket falls silent for as long as this fault holds it.
    Silence(u64),
}

struct Late {
    due: Instant,
    fault: u64,
    frame: Outgoing,
}

/// The faults of one socket.
pub struct SocketFaults(Option<Troubled>);

struct Troubled {
    rig: Arc<Rig>,
    changes: watch::Receiver<()>,
    user_id: String,
    connection_id: String,
    page: Arc<Page>,
    began: Instant,
    /// When the first frame was about to be written. Taken before: whoever has read it may place a fault at once,
    /// and means a socket that is open.
    greeted: Option<Instant>,
    greeting_seen: bool,
    events: HashMap<u64, u64>,
    late: VecDeque<Late>,
}

impl SocketFaults {
    /// For a connection that has no first frame yet.
    pub fn new(rig: Option<&Arc<Rig>>, user_id: &str, mailbox: &Mailbox) -> Self {
        SocketFaults(rig.map(|rig| Troubled {
            rig: rig.clone(),
            changes: rig.changes.subscribe(),
            user_id: user_id.to_owned(),
            connection_id: mailbox.id.clone(),
            page: mailbox.page.clone(),
            began: Instant::now(),
            greeted: None,
            greeting_seen: false,
            events: HashMap::new(),
            late: VecDeque::new(),
        }))
    }

    /// Waits for the next blow. Nothing is lost if the wait is given up.
    pub async fn next(&mut self) -> Blow {
        match &mut self.0 {
            Some(troubled) => troubled.next().await,
            None => pending().await,
        }
    }

    /// What of a frame is to be written now: it, or nothing because it is late or lost.
    pub fn pass(&mut self, frame: Outgoing) -> Option<Outgoing> {
        match &mut self.0 {
            Some(troubled) => troubled.pass(frame),
            None => Some(frame),
        }
    }

    /// Notes that a frame is about to be written.
    pub fn writing(&mut self) {
        if let Some(troubled) = &mut self.0 {
            troubled.greeted.get_or_insert_with(Instant::now);
        }
    }

    /// Whether a ping goes unanswered.
    pub fn ignores_ping(&self) -> bool {
        self.0.as_ref().is_some_and(|troubled| troubled.rig.strike(troubled.whom(), ignores).is_some())
    }

    /// Whether the server's own health checks stay away. That does not count as a strike.
    pub fn stops_heart(&self) -> bool {
        self.0.as_ref().is_some_and(|troubled| !troubled.rig.look(troubled.whom(), ignores).is_empty())
    }

    /// Swallows what the socket would have been sent, until the fault lets go or the server drops the connection.
    pub async fn silence(&self, fault: u64, mailbox: &mut Mailbox) {
        let Some(troubled) = &self.0 else {
            return;
        };
        let mut released = Box::pin(troubled.rig.released(fault));
        loop {
            tokio::select! {
                () = &mut released => return,
                frame = mailbox.queue.recv() => match frame {
                    Some(frame) => mailbox.page.withheld(&frame.entry),
                    None => return,
                },
            }
        }
    }
}

impl Drop for Troubled {
    /// What is still late now never arrives.
    fn drop(&mut self) {
        for late in &self.late {
            if let Some(entry) = &late.frame.entry {
                self.page.withheld(entry);
            }
        }
    }
}

fn ignores(kind: &Kind, _: Instant) -> Option<()> {
    matches!(kind, Kind::IgnorePings {}).then_some(())
}

impl Troubled {
    fn whom(&self) -> Whom<'_> {
        Whom { user_id: Some(&self.user_id), connection_id: Some(&self.connection_id) }
    }

    async fn next(&mut self) -> Blow {
        loop {
            let now = Instant::now();
            let end = self.end();
            if let Some((at, id, kind)) = &end
                && *at <= now
            {
                if !self.rig.strike_by(*id) {
                    continue;
                }
                return match kind {
                    Kind::KillSocket { code, .. } => Blow::End(*code),
                    _ => Blow::Silence(*id),
                };
            }
            let due = self.late.front().map(|late| if self.rig.holds(late.fault) { late.due } else { now });
            if due.is_some_and(|due| due <= now)
                && let Some(late) = self.late.pop_front()
            {
                return Blow::Send(late.frame);
            }
            match [end.map(|(at, ..)| at), due].into_iter().flatten().min() {
                Some(at) => {
                    tokio::select! {
                        () = sleep_until(at.into()) => {}
                        _ = self.changes.changed() => {}
                    }
                }
                // The sender lives as long as the rig, which this socket keeps.
                None => _ = self.changes.changed().await,
            }
        }
    }

    /// When which fault is going to end or silence the socket, if none comes first.
    fn end(&self) -> Option<(Instant, u64, Kind)> {
        let when = |kind: &Kind, added: Instant| {
            let (at, ms) = match (kind, self.greeted) {
                (Kind::KillSocket { before_first_frame: true, .. }, None) => (self.began, 0),
                (Kind::KillSocket { now: true, after_ms, .. }, Some(greeted)) if greeted < added => (added, *after_ms),
                (Kind::KillSocket { before_first_frame: false, after_ms, .. }, Some(greeted)) if greeted >= added => {
                    (greeted, *after_ms)
                }
                (Kind::HalfOpen { .. }, Some(greeted)) if greeted < added => (added, 0),
                (Kind::HalfOpen { new: true, after_ms }, Some(greeted)) => (greeted, *after_ms),
                _ => return None,
            };
            Some(at + Duration::from_millis(ms))
        };
        let ends = self.rig.look(self.whom(), |kind, added| Some((when(kind, added)?, kind.clone())));
        ends.into_iter().map(|(id, (at, kind))| (at, id, kind)).min_by_key(|(at, ..)| *at)
    }

    fn pass(&mut self, frame: Outgoing) -> Option<Outgoing> {
        let is_event = frame.entry.is_some() && self.greeting_seen;
        self.greeting_seen = true;
        if is_event && self.is_lost() {
            if let Some(entry) = &frame.entry {
                self.page.withheld(entry);
            }
            return None;
        }
        let delay = self.rig.strike(self.whom(), |kind, _| match kind {
            Kind::DelayFrames { ms } => Some(*ms),
            _ => None,
        });
        let last = self.late.back().map(|late| (late.due, late.fault));
        let (due, fault) = match (delay, last) {
            (None, None) => return Some(frame),
            // Behind one that is late, so that the order stays.
            (None, Some(last)) => last,
            (Some((fault, ms)), last) => {
                let due = Instant::now() + Duration::from_millis(ms);
                (last.map_or(due, |(last, _)| last.max(due)), fault)
            }
        };
        self.late.push_back(Late { due, fault, frame });
        None
    }

    fn is_lost(&mut self) -> bool {
        let drops = self.rig.look(self.whom(), |kind, _| match kind {
            Kind::DropFrames { every } => Some(*every),
            _ => None,
        });
        let mut lost = false;
        for (id, every) in drops {
            let count = self.events.entry(id).or_insert(0);
            *count += 1;
            lost |= count.is_multiple_of(every) && self.rig.strike_by(id);
        }
        lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Fault;
    use crate::realtime::hub::{Hub, Newcomer};
    use crate::realtime::ledger::{Ledger, Transport};

    #[test]
    fn ignored_pings_stop_the_heart_of_these_sockets_only_and_that_is_no_strike() {
        let rig: Arc<Rig> = Arc::default();
        let ledger = Ledger::default();
        let entry = Arc::new(Entry { seq: 1, kind: "health.check".to_owned(), cid: None, message_id: None });
        let faults = |user: &str| {
            let id = format!("connection of {user}");
            let newcomer = Newcomer { id, user: user.to_owned(), counts: true, transport: Transport::Socket };
            let first = Frame { text: "{}".into(), entry: entry.clone() };
            SocketFaults::new(Some(&rig), user, &Hub::default().connect(&ledger, newcomer, first))
        };
        let (amira, ben) = (faults("amira"), faults("ben"));
        assert!(!amira.stops_heart());
        let fault = serde_json::json!({"kind": "ignore_pings", "user_id": "amira"});
        rig.add(Fault::parse(fault.as_object().cloned().unwrap_or_default()).unwrap()).unwrap();
        assert!(amira.stops_heart() && !ben.stops_heart());
        assert_eq!(rig.list()[0]["struck"], 0);
        assert!(amira.ignores_ping() && !ben.ignores_ping());
        assert_eq!(rig.list()[0]["struck"], 1);
    }
}
