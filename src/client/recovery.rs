//! Owns what follows a reconnect: the server has forgotten every watch, so all of it is watched again in batches, what was
//! missed is filled in page by page, and the app is told for each channel whether it is complete.

use super::answers::Then;
use super::missed_changes::{MOST, Question};
use super::output::Level;
use super::requests::Pending;
use super::{Client, NEVER, NOBODY, event};
use crate::api::Name;
use crate::connection::Phase;
use crate::error::{Error, Failure};
use crate::id::{CallId, Slot};
use crate::node::Node;
use crate::state::Wanted;
use crate::text::Text;
use crate::time::{Millis, Nanos};

/// Channels in one query: the most the service returns at once (protocol notes, "Limits and defaults").
const BATCH: u32 = 30;
/// Messages in one page of what is filled in: what the service gives without being asked for more, and the one it begins
/// before, which comes again. With a channel itself come 30 (in the text of the query below): enough for most absences, and
/// a batch stays below two megabytes.
const PAGE: u32 = 101;
/// Fewer than these in an answer mean that there are no more, even from a service that gives its default instead of what
/// was asked for (protocol notes, "Limits and defaults").
pub(super) const SHORT: u32 = 25;
/// Pages filled in one channel: 500 messages, more than anybody scrolls back through. What is older is a declared gap.
const CHANNEL_PAGES: u32 = 5;
/// Pages filled in one recovery, so that its requests are bounded however many channels there are.
const ALL_PAGES: u32 = 60;
/// Times that one request is made again after an error that passes. With the pauses below they last more than a minute,
/// which is as long as the service counts requests (protocol notes, "Rate limits").
const TRIES: u32 = 6;
/// Milliseconds of the pause after the first of those errors; doubled by each in a row.
const PAUSE_MS: u64 = 1_000;

/// Channels still to be looked at: those that are watched are watched again.
#[derive(Debug)]
pub(super) struct Recovery<N> {
    /// Tells the answer to a request of this recovery from one of an earlier, given up.
    pub(super) number: u32,
    /// The app is told when it is done.
    announced: bool,
    waiting: Vec<Slot>,
    /// What the request under way is about.
    asked: Vec<Slot>,
    /// Those found first are filled first: the channels with the newest messages.
    holes: Vec<Hole<N>>,
    pages: u32,
    /// Channels that hold more than was asked for: changes of it may have been missed.
    pub(super) stale: Vec<Slot>,
    /// How many of them one question names at most.
    pub(super) most: usize,
    pub(super) question: Option<Question<N>>,
    /// Errors in a row that pass.
    pub(super) tries: u32,
    /// When to go on after one.
    pub(super) resume_at: Millis,
    /// By cid: `complete` or `gap`.
    outcomes: N,
}

/// Messages of a channel that are known to be missing, or not known not to be.
#[derive(Debug)]
struct Hole<N> {
    slot: Slot,
    /// The time up to which all are held.
    edge: Nanos,
    /// The oldest message after the hole.
    before: Oldest<N>,
    pages: u32,
}

/// The oldest message of a page.
#[derive(Debug)]
struct Oldest<N> {
    id: Text,
    at: Nanos,
    /// The same time as the service said it.
    created_at: N,
}

/// The oldest message of a page that is full: there may be older ones.
fn oldest<N: Node>(page: &N) -> Option<Oldest<N>> {
    let first = page.at(0).filter(|_| page.len() >= SHORT)?;
    Some(Oldest { id: first.str("id")?, at: first.time("created_at")?, created_at: first.get("created_at")? })
}

impl<N: Node> Client<N> {
    /// Starts over with everything that was watched.
    pub(super) fn start_recovery(&mut self) {
        self.begin_recovery(self.state.active(), true);
    }

    /// `recoverState`: resolves with whether `connection.recovered` will follow. Without a connection there is nothing to
    /// ask; it is asked when the connection is back.
    pub(super) fn recover(&mut self, call: CallId) {
        let open = matches!(self.connection.phase(), Phase::Open { .. });
        self.resolve(call, Some(N::flag(open)));
        if open {
            self.stop_recovery();
            self.start_recovery();
        }
    }

    fn begin_recovery(&mut self, waiting: Vec<Slot>, announced: bool) {
        self.recoveries = self.recoveries.wrapping_add(1);
        let (number, outcomes) = (self.recoveries, N::object());
        self.recovery = Some(Box::new(Recovery {
            number,
            announced,
            waiting,
            asked: Vec::new(),
            holes: Vec::new(),
            pages: 0,
            stale: Vec::new(),
            most: MOST,
            question: None,
            tries: 0,
            resume_at: NEVER,
            outcomes,
        }));
        if !self.config.recover_state && announced {
            // The app said so: it is told what it has to look after itself.
            for slot in self.state.active() {
                self.declare(slot, false);
            }
            if let Some(recovery) = &mut self.recovery {
                recovery.waiting.clear();
            }
        }
        self.recover_next();
    }

    /// The link is gone: what is held up to now is all that is sure, in each channel that was watched.
    pub(super) fn stop_recovery(&mut self) {
        if let Some(recovery) = self.recovery.take() {
            for hole in recovery.holes {
                if let Some((channel, ..)) = self.state.channel_mut(hole.slot) {
                    channel.edge = Some(hole.edge);
                }
            }
        }
        for slot in self.state.active() {
            if let Some((channel, ..)) = self.state.channel_mut(slot) {
                channel.note_edge(self.heard);
            }
        }
    }

    /// A channel counts as watched although the server ties the watch to an earlier connection: the link was replaced
    /// while the answer was under way. Without a link there is nothing to do: the next one asks for all that was watched.
    pub(super) fn watch_again(&mut self, slot: Slot) {
        match &mut self.recovery {
            Some(recovery) => recovery.waiting.push(slot),
            None if self.connection.generation().is_some() => self.begin_recovery(vec![slot], false),
            None => {}
        }
    }

    /// What is missing stays missing, whatever else is found.
    pub(super) fn is_declared_gap(&self, slot: Slot) -> bool {
        let (Some(recovery), Some(channel)) = (&self.recovery, self.state.channel(slot)) else { return false };
        recovery.outcomes.get_named(&channel.cid).and_then(|said| said.as_text()).as_deref() == Some("gap")
    }

    pub(super) fn declare(&mut self, slot: Slot, complete: bool) {
        if complete && self.is_declared_gap(slot) {
            return;
        }
        let Some(channel) = self.state.channel(slot).filter(|channel| channel.watched) else { return };
        if let Some(recovery) = &mut self.recovery {
            // What is missing is told in any case.
            recovery.announced |= !complete;
            recovery.outcomes.set_named(&channel.cid, N::text(if complete { "complete" } else { "gap" }));
        }
    }

    /// Asks for the next batch, then for the next page of a hole; tells the app when there is neither.
    pub(super) fn recover_next(&mut self) {
        let Some(recovery) = &mut self.recovery else { return };
        recovery.resume_at = NEVER;
        let number = recovery.number;
        let (cids, mut asked) = (N::array(), Vec::new());
        while cids.len() < BATCH && !recovery.waiting.is_empty() {
            let slot = newest_of(&mut recovery.waiting, |slot| self.state.channel(slot)?.last_message_at);
            // A watch whose end is under way must not be made anew behind it.
            let ending = self.requests.iter().any(|pending| matches!(pending.then, Then::Unwatched(of) if of == slot));
            if let Some(channel) = self.state.channel(slot).filter(|channel| channel.watched && !ending) {
                cids.push(N::text(&channel.cid));
                asked.push(slot);
            }
        }
        if !asked.is_empty() {
            recovery.asked = asked;
            return self.ask_for_batch(number, cids);
        }
        if let Some(hole) = recovery.holes.first_mut() {
            recovery.pages += 1;
            hole.pages += 1;
            let (slot, page, body) = (hole.slot, N::object(), N::object());
            page.set("limit", N::number(f64::from(PAGE)));
            // Not by its id: it may be deleted meanwhile.
            page.set("created_at_before_or_equal", hole.before.created_at.clone());
            body.set("messages", page);
            body.set("state", N::flag(true));
            return self.call_channel(NOBODY, slot, Name::GetOrCreateChannel, body, Then::Filled(number));
        }
        if self.ask_for_changes() {
            return;
        }
        let Some(recovery) = self.recovery.take() else { return };
        let (announced, outcomes) = (recovery.announced, recovery.outcomes);
        if announced {
            let recovered = event::<N>("connection.recovered");
            recovered.set("channels", outcomes);
            self.dispatch(recovered, None);
        }
    }

    fn ask_for_batch(&mut self, number: u32, cids: N) {
        let (one_of, filter) = (N::object(), N::object());
        one_of.set("$in", cids);
        filter.set("cid", one_of);
        let body = r#"{"sort":[{"field":"last_message_at","direction":-1}],"limit":30,"message_limit":30,"state":true,"watch":true}"#;
        let body = N::parse(body).unwrap_or_else(N::object);
        body.set("filter_conditions", filter);
        let presence = self.session.as_ref().is_some_and(|session| session.presence);
        body.set("presence", N::flag(presence));
        self.post(NOBODY, Name::QueryChannels, Vec::new(), Some(body), Then::Recovered(number));
    }

    /// Whether a recovery is still to look at this channel.
    pub(super) fn is_recovering(&self, slot: Slot) -> bool {
        self.recovery
            .as_ref()
            .is_some_and(|recovery| recovery.waiting.contains(&slot) || recovery.asked.contains(&slot))
    }

    fn is_present(&self, number: u32) -> bool {
        self.recovery.as_ref().is_some_and(|recovery| recovery.number == number)
    }

    /// A batch is done. One that failed for good does not hold up the rest.
    pub(super) fn on_recovered(&mut self, number: u32, of: &Pending<N>, outcome: Result<N, Failure<N>>) {
        let Some(recovery) = self.recovery.as_mut().filter(|recovery| recovery.number == number) else { return };
        let asked = std::mem::take(&mut recovery.asked);
        match outcome {
            Ok(body) => {
                recovery.tries = 0;
                let mut found = Vec::new();
                for bundle in body.each("channels") {
                    let cid = bundle.str_in("channel", "cid").unwrap_or_default();
                    if let Some(slot) = self.state.slot(&cid) {
                        found.push(slot);
                        self.look_for_hole(slot, &bundle);
                    }
                }
                self.take_channels(&body, of);
                for slot in &found {
                    if self.state.channel(*slot).is_some_and(|channel| channel.stale_since.is_some())
                        && let Some(recovery) = &mut self.recovery
                    {
                        recovery.stale.push(*slot);
                    }
                }
                self.announce_queried(body.get("channels").unwrap_or_else(N::array), true);
                for slot in asked {
                    if !found.contains(&slot) {
                        // Deleted, or closed to this user, and the event that said so was missed.
                        self.declare(slot, false);
                        if let Some((channel, ..)) = self.state.channel_mut(slot) {
                            channel.watched = false;
                        }
                    }
                }
            }
            Err(failure) => {
                if self.try_again(failure.error()) {
                    if let Some(recovery) = &mut self.recovery {
                        for slot in asked {
                            recovery.waiting.push(slot);
                        }
                    }
                    return;
                }
                self.log(Level::Warn, "some channels could not be watched again after a reconnect", None);
                for slot in asked {
                    self.declare(slot, false);
                }
            }
        }
        self.recover_next();
    }

    /// Whether messages may be missing between those held and those that came: then they are asked for.
    fn look_for_hole(&mut self, slot: Slot, bundle: &N) {
        // One whose watch was stopped meanwhile is taken as any other answer.
        let Some((channel, ..)) = self.state.channel_mut(slot).filter(|(channel, ..)| channel.watched) else { return };
        let edge = channel.edge.take();
        let came = bundle.get("messages").and_then(|messages| oldest(&messages));
        if let (Some(edge), Some(before)) = (edge, came)
            && before.at > edge
            && let Some(recovery) = &mut self.recovery
        {
            return recovery.holes.push(Hole { slot, edge, before, pages: 0 });
        }
        self.declare(slot, true);
    }

    /// A page of a hole came, or did not.
    pub(super) fn on_filled(&mut self, number: u32, asked: Nanos, outcome: Result<N, Failure<N>>) {
        if !self.is_present(number) {
            return;
        }
        let page = match outcome {
            Ok(body) => body.get("messages").unwrap_or_else(N::array),
            Err(failure) => {
                if !self.try_again(failure.error()) {
                    self.end_hole(false);
                    self.recover_next();
                }
                return;
            }
        };
        let Some(recovery) = &mut self.recovery else { return };
        recovery.tries = 0;
        let Some(hole) = recovery.holes.first_mut() else { return };
        let full = oldest(&page);
        let until = Nanos::at(hole.before.at.nanos().saturating_sub(1));
        // Without a full page there is nothing older.
        let limit = page.len() + u32::from(full.is_none());
        let wanted = Wanted::before(&hole.before.id, limit);
        let complete = full.as_ref().is_none_or(|before| before.at <= hole.edge);
        if let Some(before) = full {
            hole.before = before;
        }
        let enough = hole.pages >= CHANNEL_PAGES || recovery.pages >= ALL_PAGES;
        if let Some((channel, users, viewer)) = self.state.channel_mut(hole.slot) {
            channel.take_page(&page, &wanted, asked, users, viewer);
        }
        if let Some((channel, ..)) = self.state.channel_mut(hole.slot) {
            channel.settle(&page, SHORT, until);
        }
        if complete || enough {
            self.end_hole(complete);
        }
        self.recover_next();
    }

    /// Nothing more is asked for: what is still missing is marked, so that it is never silently joined.
    fn end_hole(&mut self, complete: bool) {
        let Some(recovery) = self.recovery.as_mut().filter(|recovery| !recovery.holes.is_empty()) else { return };
        let hole = recovery.holes.remove(0);
        if !complete && let Some((channel, ..)) = self.state.channel_mut(hole.slot) {
            channel.mark_gap(hole.edge, &hole.before.id);
        }
        self.declare(hole.slot, complete);
    }

    /// After an error that passes, whether the request is to be made again, later.
    pub(super) fn try_again(&mut self, error: &Error) -> bool {
        let now = self.now.mono;
        let wait_ms = match error {
            // The app's function may have an answer the next time it is asked.
            Error::TokenProviderTimeout(_) | Error::TokenProviderFailed => Some(0),
            _ => error.passes(),
        };
        let (Some(wait_ms), Some(recovery)) = (wait_ms, &mut self.recovery) else { return false };
        if recovery.tries >= TRIES {
            recovery.tries = 0;
            return false;
        }
        let jitter = self.random.between(0, PAUSE_MS);
        recovery.resume_at = now.plus(wait_ms.max(PAUSE_MS << recovery.tries)).plus(jitter);
        recovery.tries += 1;
        true
    }
}

/// Takes the slot with the newest message out of those that wait.
fn newest_of(waiting: &mut Vec<Slot>, last: impl Fn(Slot) -> Option<Nanos>) -> Slot {
    let (mut newest, mut newest_at) = (0, Nanos::FIRST);
    for (place, slot) in waiting.iter().enumerate() {
        if let Some(at) = last(*slot).filter(|at| *at >= newest_at) {
            (newest, newest_at) = (place, at);
        }
    }
    waiting.remove(newest)
}
