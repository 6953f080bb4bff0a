//! Owns the bill of one reconnect: how many requests the client makes by itself to get everything back.

use crate::harness::{Page, Stage};

/// Pages that one recovery may fill in, however much is missing.
const ALL_PAGES: u32 = 60;

/// What was spent since the latest first frame.
#[derive(Debug, Default)]
pub struct Spent {
    /// Queries that watch again, and pages of what was missed.
    batches: u32,
    pages: u32,
    /// Requests that met an error, or nothing.
    pub failed: u32,
    /// Watches that the app asked for: one whose link went away under it is made good by a query of its own.
    watches: u32,
    from: usize,
}

impl Spent {
    pub fn start_over(&mut self, page: &Page) {
        *self = Spent { watches: self.watches, from: page.requests.len(), ..Spent::default() };
    }

    /// Puts a request on the bill, which may not be higher than the channels need: a batch for thirty of them, and a page
    /// for each hundred messages.
    pub fn take(&mut self, page: &Page, request: usize, channels: usize) {
        let Some(body) = &page.requests[request].body else { return };
        if body["message_limit"] == 30 {
            self.batches += 1;
        } else if body["messages"]["limit"] == 101 {
            self.pages += 1;
        } else {
            self.watches += u32::from(body["watch"] == true);
            return;
        }
        let unanswered = page.requests[self.from..].iter().filter(|sent| sent.stage == Stage::Aborted).count() as u32;
        let more = self.failed + unanswered;
        let most = 2 + channels.div_ceil(30) as u32 + more + self.watches * channels as u32;
        assert!(self.batches <= most, "{} queries to watch {channels} channels again: {self:?}", self.batches);
        assert!(self.pages <= ALL_PAGES + more + self.watches, "{} pages in one recovery: {self:?}", self.pages);
    }
}
