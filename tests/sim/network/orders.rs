//! Owns what pages order and how it is carried on: sockets, keep-alives, requests, questions to the token function; and
//! what the listeners of each page have heard.

use serde_json::Value;

use super::link::{Fate, Link};
use super::service::token_of;
use super::world::{Happening, PAGE_START_MS, Reach, World};

/// Milliseconds after which the client gives a question to the token function up, and may ask again.
const QUESTION_MS: u64 = 15_000;

impl World {
    /// Carries on what a page has ordered since the last time.
    pub fn collect(&mut self, client: usize) {
        let now = self.now;
        // Sockets it gave up.
        let one = &mut self.clients[client];
        let (sockets, mut over) = (&one.page.sockets, Vec::new());
        one.links.retain(|link| {
            let open = sockets[link.place].open;
            if !open && !link.dead {
                over.extend(link.connection);
            }
            open
        });
        for connection in over {
            let cut = self.weather.cut(client, now).is_some();
            if !cut {
                let latency = self.latency();
                self.after(latency, Happening::Gone { connection });
            }
        }
        // Sockets it opened.
        while self.clients[client].seen_sockets < self.clients[client].page.sockets.len() {
            let place = self.clients[client].seen_sockets;
            self.clients[client].seen_sockets += 1;
            let generation = self.clients[client].page.sockets[place].generation;
            if self.clients[client].page.sockets[place].open {
                self.open_socket(client, generation, place);
            }
        }
        // Keep-alives.
        let latency = self.latency();
        let cut = self.weather.cut(client, now).is_some();
        let one = &mut self.clients[client];
        for link in &mut one.links {
            let sent = one.page.sockets[link.place].sent.len();
            for _ in link.sent..sent {
                link.up_at = link.up_at.max(now + latency);
                if !cut && !link.dead {
                    self.agenda.plan(link.up_at, Happening::Ping { client, generation: link.generation });
                }
            }
            link.sent = sent;
        }
        self.see_events(client);
        // Requests.
        while self.clients[client].seen_requests < self.clients[client].page.requests.len() {
            let request = self.clients[client].seen_requests;
            self.clients[client].seen_requests += 1;
            self.send_request(client, request);
        }
        self.see_questions(client);
        let one = &mut self.clients[client];
        one.due = one.page.next_timer_in().map(|ms| one.page.now_ms() + ms - PAGE_START_MS);
    }

    fn open_socket(&mut self, client: usize, generation: u32, place: usize) {
        let latency = 2 * self.latency();
        let mut fate = self.weather.fate(client, self.now, &mut self.random);
        if self.weather.cut(client, self.now).is_some() {
            fate = if self.chance(50) { Fate::Refused } else { Fate::Swallowed };
        }
        self.clients[client].links.push(Link::new(generation, place, fate));
        match fate {
            Fate::Carried | Fate::Killed(_) => self.after(latency, Happening::Connect { client, generation }),
            Fate::Refused => {
                self.after(latency, Happening::Reach { client, what: Reach::Closed { generation, code: 1006 } });
            }
            Fate::Swallowed => {}
        }
    }

    fn send_request(&mut self, client: usize, request: usize) {
        let one = &mut self.clients[client];
        one.spent.take(&one.page, request, self.plan.channels);
        if let Some(journal) = &mut self.journal {
            let sent = &self.clients[client].page.requests[request];
            let body = sent.body.as_ref().map(Value::to_string).unwrap_or_default();
            journal.push(format!("{:>7} client {client} sends {request}: {} {body}", self.now, sent.path));
        }
        let latency = self.latency();
        if self.weather.cut(client, self.now).is_some() || self.weather.loses(client, self.now, &mut self.random) {
            // A browser without a network says so soon; a network that swallows says nothing.
            if self.chance(60) {
                self.after(latency, Happening::Reach { client, what: Reach::NoReply { request } });
            }
            return;
        }
        self.after(latency, Happening::Arrive { client, request });
    }

    fn see_questions(&mut self, client: usize) {
        let now = self.now;
        while self.clients[client].seen_questions < self.clients[client].page.questions.len() {
            let one = &mut self.clients[client];
            let question = one.page.questions[one.seen_questions];
            one.seen_questions += 1;
            if let Some((open, since)) = one.asked {
                assert!(
                    now >= since + QUESTION_MS,
                    "client {client}: question {question} beside {open}, both are open"
                );
            }
            one.asked = Some((question, now));
            one.excused |= self.weather.provider_fails(client, now);
            let user = one.user;
            let version = self.service.valid_from[user];
            let (ms, token) = self
                .weather
                .answer(client, now, &mut self.random, |stale| token_of(user, version.saturating_sub(stale)));
            self.after(ms, Happening::Reach { client, what: Reach::Token { question, token } });
        }
    }

    fn see_events(&mut self, client: usize) {
        let one = &mut self.clients[client];
        for event in &one.page.events[one.seen_events..] {
            if let Some(journal) = self.journal.as_mut().filter(|_| event.kind().starts_with("connection.")) {
                journal.push(format!("{:>7} client {client} hears {}", self.now, event.value));
            }
            if event.kind() == "health.check" && event.value["me"].is_object() {
                one.spent.start_over(&one.page);
            }
            if event.kind() == "message.new" {
                let id = event.value["message"]["id"].as_str().unwrap_or_default();
                assert!(one.heard.insert(id.to_owned()), "client {client}: message.new of {id} was heard twice");
            }
        }
        one.seen_events = one.page.events.len();
    }
}
