//! Owns the run of many pages against one service: the virtual clock, what travels between them and when it arrives.
//! What goes wrong is `weather.rs`, what the apps do is `app.rs`, what must hold at the end is `judge.rs`.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use stream_chat_wasm::random::Random;

use super::agenda::Agenda;
use super::link::{Fate, Link};
use super::service::{Answer, By, HELD_MS, Said, Service};
use super::spent::Spent;
use super::weather::Weather;
use crate::harness::{Page, Promise, Stage};

/// The page's clock when it is made.
pub const PAGE_START_MS: u64 = 1_000_000;
/// Milliseconds between two looks for connections that have died.
const SWEEP_MS: u64 = 5_000;

/// What a run is made of.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub seed: u64,
    pub clients: usize,
    pub channels: usize,
    /// Milliseconds of bad weather.
    pub storm_ms: u64,
}

/// Why nothing happens on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    Frozen,
    Asleep,
}

/// What happens at a moment of the virtual clock.
#[derive(Debug)]
pub enum Happening {
    /// The upgrade of a socket reaches the service.
    Connect { client: usize, generation: u32 },
    /// A keep-alive reaches the service.
    Ping { client: usize, generation: u32 },
    /// The page's closing reaches the service.
    Gone { connection: u32 },
    /// A request reaches the service.
    Arrive { client: usize, request: usize },
    /// A poll has been held long enough.
    Release { client: usize, request: usize },
    /// Something reaches a page.
    Reach { client: usize, what: Reach },
    /// A page goes on.
    Wake(usize),
    /// The app of a page does something.
    Act(usize),
    /// Somebody who is no page writes.
    Post,
    /// Something goes wrong.
    Trouble,
    /// The service looks for dead connections.
    Sweep,
    /// Everything is well again from now on.
    Clear,
}

/// What can reach a page.
#[derive(Clone, Debug)]
pub enum Reach {
    Frame { generation: u32, frame: Value },
    Closed { generation: u32, code: u16 },
    Reply { request: usize, answer: Answer },
    NoReply { request: usize },
    Token { question: u32, token: Option<String> },
    Offline,
    Online,
    Hidden(bool),
}

/// One page, its user, and the way it has to the service.
pub struct Client {
    pub page: Page,
    pub user: usize,
    pub provider: bool,
    /// The app wants a connection.
    pub wanted: bool,
    /// The app may have been refused for good by what the weather did.
    pub excused: bool,
    pub links: Vec<Link>,
    pub away: Option<Away>,
    /// What reaches the page when it goes on.
    backlog: Vec<Reach>,
    pub due: Option<u64>,
    pub seen_sockets: usize,
    pub seen_requests: usize,
    pub seen_questions: usize,
    pub seen_events: usize,
    /// The question that the token function has not answered yet, and when it came.
    pub asked: Option<(u32, u64)>,
    /// Messages that listeners have heard of, by event.
    pub heard: BTreeSet<String>,
    pub sent_messages: u32,
    /// The end of a watch that was asked for last.
    pub stopping: Option<Promise>,
    pub spent: Spent,
}

pub struct World {
    pub plan: Plan,
    pub now: u64,
    pub random: Random,
    pub service: Service,
    pub clients: Vec<Client>,
    pub weather: Weather,
    pub agenda: Agenda<Happening>,
    /// What happened, as text, where asked for.
    pub journal: Option<Vec<String>>,
    pub posted: u64,
    /// People chat, and no flood is posted.
    pub chatting: bool,
    /// When a socket reached the service, and whether it got a connection.
    pub connects: Vec<(u64, bool)>,
}

impl World {
    pub fn new(plan: Plan, journal: bool) -> Self {
        let random = Random::new(plan.seed);
        let clients = Vec::with_capacity(plan.clients);
        World {
            plan,
            now: 0,
            random,
            service: Service::default(),
            clients,
            weather: Weather::new(plan.clients),
            agenda: Agenda::new(),
            journal: journal.then(Vec::new),
            posted: 0,
            chatting: false,
            connects: Vec::new(),
        }
    }

    pub fn draw(&mut self, below: u64) -> u64 {
        self.random.between(0, below)
    }

    pub fn chance(&mut self, of_100: u64) -> bool {
        self.draw(100) < of_100
    }

    pub fn latency(&mut self) -> u64 {
        let slow = self.weather.slow_ms;
        self.random.between(5, 40 + slow)
    }

    pub fn after(&mut self, ms: u64, what: Happening) {
        self.agenda.plan(self.now + ms, what);
    }

    pub fn note(&mut self, text: impl FnOnce() -> String) {
        if let Some(journal) = &mut self.journal {
            journal.push(format!("{:>7} {}", self.now, text()));
        }
    }

    pub fn add_client(&mut self, page: Page, user: usize, provider: bool) {
        self.clients.push(Client {
            page,
            user,
            provider,
            wanted: false,
            excused: false,
            links: Vec::new(),
            away: None,
            backlog: Vec::new(),
            due: None,
            seen_sockets: 0,
            seen_requests: 0,
            seen_questions: 0,
            seen_events: 0,
            asked: None,
            heard: BTreeSet::new(),
            sent_messages: 0,
            stopping: None,
            spent: Spent::default(),
        });
    }

    /// Lets everything happen until then.
    pub fn run(&mut self, until: u64) {
        self.after(SWEEP_MS, Happening::Sweep);
        loop {
            let timer = self.clients.iter().enumerate().filter_map(|(client, one)| Some((one.due?, client))).min();
            let next = self.agenda.next_at().unwrap_or(u64::MAX);
            match timer {
                Some((due, client)) if due < next => {
                    if due > until {
                        break;
                    }
                    self.now = self.now.max(due);
                    self.touch(client);
                }
                _ if next > until => break,
                _ => {
                    if let Some((at, what)) = self.agenda.take() {
                        self.now = self.now.max(at);
                        self.happen(what);
                    }
                }
            }
        }
        self.now = until;
        for client in 0..self.clients.len() {
            self.touch(client);
        }
    }

    /// Brings a page to the present and carries on what it wants to say.
    pub fn touch(&mut self, client: usize) {
        let one = &mut self.clients[client];
        if one.away.is_some() {
            return;
        }
        let behind = (PAGE_START_MS + self.now).saturating_sub(one.page.now_ms());
        one.page.pass(behind);
        self.collect(client);
    }

    /// Does something on a page, at the present moment.
    pub fn on_page<T>(&mut self, client: usize, act: impl FnOnce(&mut Page) -> T) -> T {
        self.touch(client);
        let given = act(&mut self.clients[client].page);
        self.collect(client);
        given
    }

    fn happen(&mut self, what: Happening) {
        self.note(|| format!("{what:?}").chars().take(400).collect());
        match what {
            Happening::Connect { client, generation } => self.connect(client, generation),
            Happening::Ping { client, generation } => {
                let link = self.clients[client].links.iter().find(|link| link.generation == generation && !link.dead);
                if let Some(id) = link.and_then(|link| link.connection) {
                    self.service.ping(self.now, id);
                }
            }
            Happening::Gone { connection } => self.service.forget(connection),
            Happening::Arrive { client, request } => self.arrive(client, request),
            Happening::Release { client, request } => self.service.end_hold(self.now, client, request),
            Happening::Reach { client, what } => self.reach(client, what),
            Happening::Wake(client) => self.wake(client),
            Happening::Act(client) => self.act(client),
            Happening::Post => self.somebody_posts(),
            Happening::Trouble => self.trouble(),
            Happening::Clear => self.clear(),
            Happening::Sweep => {
                for id in self.service.silent(self.now) {
                    self.end_connection(id);
                }
                self.after(SWEEP_MS, Happening::Sweep);
            }
        }
        self.say();
    }

    /// What the service has to say goes out.
    pub fn say(&mut self) {
        for said in std::mem::take(&mut self.service.said) {
            match said {
                Said::Frame { client, generation, frame } => {
                    self.send_down(client, generation, Reach::Frame { generation, frame })
                }
                Said::Answer { client, request, answer } => self.reply(client, request, answer),
            }
        }
    }

    // Sockets -----------------------------------------------------------------------------------------------------------

    /// A frame, or the end, on its way to a page.
    pub fn send_down(&mut self, client: usize, generation: u32, what: Reach) {
        let latency = self.latency();
        let (now, cut) = (self.now, self.weather.cut(client, self.now));
        let Some(link) = self.clients[client].links.iter_mut().find(|link| link.generation == generation) else {
            return;
        };
        let mut at = (now + latency).max(link.down_at);
        if let Some(cut) = cut {
            link.dead |= !cut.stalls;
            at = at.max(cut.until + latency);
        }
        if !link.dead {
            link.down_at = at;
            self.agenda.plan(at, Happening::Reach { client, what });
        }
    }

    /// The service, or somebody between, ends a connection.
    pub fn end_connection(&mut self, id: u32) {
        let Some(known) = self.service.connections.get(&id) else { return };
        let (client, by) = (
            known.client,
            match known.by {
                By::Socket(generation) => Some(generation),
                By::Poll(..) => None,
            },
        );
        self.service.forget(id);
        if let Some(generation) = by {
            self.send_down(client, generation, Reach::Closed { generation, code: 1006 });
        }
    }

    fn connect(&mut self, client: usize, generation: u32) {
        let now = self.now;
        let one = &self.clients[client];
        let Some(link) = one.links.iter().find(|link| link.generation == generation && !link.dead) else { return };
        let (fate, user) = (link.fate, one.user);
        let token = one.page.sockets[link.place].query["authorization"].as_str().unwrap_or_default().to_owned();
        if self.weather.is_down(now) {
            self.connects.push((now, false));
            return self.send_down(client, generation, Reach::Closed { generation, code: 1006 });
        }
        let refusal = self.weather.busy(client, now, &mut self.random);
        let hello = match refusal {
            Some(refused) => Err(refused),
            None => self.service.connect(now, client, user, &token, By::Socket(generation)),
        };
        self.connects.push((now, hello.is_ok()));
        match hello {
            Ok((id, frame)) => {
                if let Some(link) = self.clients[client].links.iter_mut().find(|link| link.generation == generation) {
                    link.connection = Some(id);
                }
                self.send_down(client, generation, Reach::Frame { generation, frame });
                if let Fate::Killed(ms) = fate {
                    self.after(ms, Happening::Gone { connection: id });
                    let at = self.now + ms;
                    self.agenda.plan(at, Happening::Reach { client, what: Reach::Closed { generation, code: 1006 } });
                }
            }
            Err(refused) => {
                let frame = json!({"type": "connection.error", "connection_id": "", "error": refused.body});
                self.send_down(client, generation, Reach::Frame { generation, frame });
                self.send_down(client, generation, Reach::Closed { generation, code: 1000 });
            }
        }
    }

    // Requests ----------------------------------------------------------------------------------------------------------

    fn arrive(&mut self, client: usize, place: usize) {
        let now = self.now;
        if self.weather.is_down(now) {
            return self.after(10, Happening::Reach { client, what: Reach::NoReply { request: place } });
        }
        let refusal = self.weather.busy(client, now, &mut self.random);
        let request = &self.clients[client].page.requests[place];
        let answer = match refusal {
            Some(refused) if request.query["close"] != true => Some(refused),
            _ => self.service.take(now, client, place, request),
        };
        match answer {
            Some(answer) => self.reply(client, place, answer),
            None => self.after(HELD_MS, Happening::Release { client, request: place }),
        }
    }

    fn reply(&mut self, client: usize, request: usize, answer: Answer) {
        let latency = self.latency();
        if self.weather.loses(client, self.now, &mut self.random) {
            if self.chance(50) {
                self.after(latency, Happening::Reach { client, what: Reach::NoReply { request } });
            }
            return;
        }
        self.after(latency, Happening::Reach { client, what: Reach::Reply { request, answer } });
    }

    // What reaches a page -----------------------------------------------------------------------------------------------

    fn reach(&mut self, client: usize, what: Reach) {
        let one = &mut self.clients[client];
        if one.away.is_some() {
            return one.backlog.push(what);
        }
        self.touch(client);
        let one = &mut self.clients[client];
        match what {
            Reach::Frame { generation, frame } => {
                if one.links.iter().any(|link| link.generation == generation && !link.dead) {
                    one.page.frame_on(generation, Some(frame));
                }
            }
            Reach::Closed { generation, code } => {
                if let Some(known) = one.links.iter().position(|link| link.generation == generation && !link.dead) {
                    one.links.remove(known);
                    one.page.socket_ended(generation, code);
                }
            }
            Reach::Reply { request, answer } if one.page.requests[request].stage == Stage::Open => {
                one.spent.failed += u32::from(answer.status >= 300);
                one.page.reply_later(request, answer.status, answer.body, answer.retry_after_s);
            }
            Reach::NoReply { request } if one.page.requests[request].stage == Stage::Open => {
                one.spent.failed += 1;
                one.page.network_fails(request);
            }
            Reach::Reply { .. } | Reach::NoReply { .. } => {}
            Reach::Token { question, token } => {
                one.asked = one.asked.filter(|(asked, _)| *asked != question);
                match token {
                    Some(token) => one.page.token(question, &token),
                    None => one.page.no_token(question, Some(json!("thrown"))),
                }
            }
            // News of an outage that the end of the storm cut short.
            Reach::Offline if self.now >= self.plan.storm_ms => {}
            Reach::Offline => one.page.offline(),
            Reach::Online => one.page.online(),
            Reach::Hidden(hidden) => one.page.hide(hidden),
        }
        self.collect(client);
    }

    /// A page stands still for so long.
    pub fn send_away(&mut self, client: usize, how: Away, ms: u64) {
        if self.clients[client].away.is_none() {
            self.touch(client);
            let one = &mut self.clients[client];
            (one.away, one.due) = (Some(how), None);
            self.after(ms, Happening::Wake(client));
        }
    }

    pub fn wake(&mut self, client: usize) {
        let one = &mut self.clients[client];
        let Some(how) = one.away.take() else { return };
        let behind = (PAGE_START_MS + self.now).saturating_sub(one.page.now_ms());
        let waiting = std::mem::take(&mut one.backlog);
        // Its question has been open for longer than it may.
        one.excused |= one.asked.is_some();
        match how {
            Away::Frozen => {
                one.page.freeze(behind);
                one.page.resume();
            }
            Away::Asleep => one.page.sleep(behind),
        }
        self.collect(client);
        for what in waiting {
            self.reach(client, what);
        }
        self.touch(client);
    }
}
