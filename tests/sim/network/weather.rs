//! Owns what goes wrong between pages and service, and how long: drawn from the seed, over when the storm is.

use stream_chat_wasm::random::Random;

use super::link::Fate;
use super::service::{Answer, By, refused};
use super::world::{Away, Happening, Reach, World};

/// The page has no network until then.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    pub until: u64,
    /// What is sent meanwhile arrives afterwards; otherwise the sockets are half-open from then on.
    pub stalls: bool,
}

/// What one page suffers, each until its time.
#[derive(Clone, Copy, Debug, Default)]
struct Local {
    cut: Option<Cut>,
    sockets: Option<(u64, Sockets)>,
    rough_until: u64,
    busy_until: u64,
    provider_until: u64,
}

/// What somebody in between does to sockets.
#[derive(Clone, Copy, Debug)]
enum Sockets {
    Refuse,
    Swallow,
    Kill(u64),
}

pub struct Weather {
    local: Vec<Local>,
    down_until: u64,
    pub slow_ms: u64,
}

impl Weather {
    pub fn new(clients: usize) -> Self {
        Weather { local: vec![Local::default(); clients], down_until: 0, slow_ms: 0 }
    }

    pub fn cut(&self, client: usize, now: u64) -> Option<Cut> {
        self.local[client].cut.filter(|cut| now < cut.until)
    }

    /// The service does not answer at all.
    pub fn is_down(&self, now: u64) -> bool {
        now < self.down_until
    }

    /// What becomes of a socket that is opened now.
    pub fn fate(&self, client: usize, now: u64, random: &mut Random) -> Fate {
        match self.local[client].sockets.filter(|(until, _)| now < *until) {
            None => Fate::Carried,
            Some((_, Sockets::Refuse)) => Fate::Refused,
            Some((_, Sockets::Swallow)) => Fate::Swallowed,
            Some((_, Sockets::Kill(ms))) => Fate::Killed(ms + random.between(0, 200)),
        }
    }

    /// Whether a request or an answer is lost.
    pub fn loses(&self, client: usize, now: u64, random: &mut Random) -> bool {
        self.cut(client, now).is_some() || (now < self.local[client].rough_until && random.between(0, 100) < 40)
    }

    /// The service's own trouble: too many requests, an error inside.
    pub fn busy(&self, client: usize, now: u64, random: &mut Random) -> Option<Answer> {
        if now >= self.local[client].busy_until {
            return None;
        }
        match random.between(0, 4) {
            0 => Some(refused(9, 429, "too many requests", random.between(0, 5) as u32)),
            1 => Some(refused(-1, 500, "internal", 0)),
            _ => None,
        }
    }

    /// When and with what the app's token function answers.
    pub fn answer(
        &self,
        client: usize,
        now: u64,
        random: &mut Random,
        token: impl FnOnce(u32) -> String,
    ) -> (u64, Option<String>) {
        if now >= self.local[client].provider_until {
            return (random.between(1, 300), Some(token(0)));
        }
        let ms = random.between(1, 20_000);
        match random.between(0, 5) {
            0 => (ms, None),
            1 => (ms, Some(String::new())),
            2 => (ms, Some(super::service::token_of(99, 9))),
            3 => (ms, Some(token(1))),
            _ => (ms, Some(token(0))),
        }
    }

    /// Whether a client may end for good now, by a named error: its token function gives no usable token.
    pub fn provider_fails(&self, client: usize, now: u64) -> bool {
        now < self.local[client].provider_until
    }
}

impl World {
    /// Something goes wrong, and the next trouble is planned.
    pub fn trouble(&mut self) {
        if self.now >= self.plan.storm_ms {
            return;
        }
        let client = self.draw(self.clients.len() as u64) as usize;
        let ms = [1_000, 4_000, 12_000, 40_000][self.draw(4) as usize] + self.draw(2_000);
        let (until, kind) = (self.now + ms, self.draw(14));
        self.note(|| format!("trouble {kind} for client {client}, {ms} ms"));
        match kind {
            0 | 1 => self.break_links(client, true),
            2 => self.break_links(client, false),
            3 => self.cut_off(client, until, ms),
            4 => self.restart(ms),
            5 => self.send_away(client, Away::Frozen, ms),
            6 => self.send_away(client, Away::Asleep, ms * 2),
            7 => {
                let hidden = self.chance(50);
                self.after(0, Happening::Reach { client, what: Reach::Hidden(hidden) });
            }
            8 => {
                let user = self.clients[client].user;
                self.expire_tokens(user);
            }
            9 => {
                let sockets = match self.draw(3) {
                    0 => Sockets::Refuse,
                    1 => Sockets::Swallow,
                    _ => Sockets::Kill([100, 500, 2_000][self.draw(3) as usize]),
                };
                self.weather.local[client].sockets = Some((until, sockets));
                if self.chance(50) {
                    self.break_links(client, true);
                }
            }
            10 => self.weather.local[client].rough_until = until,
            11 => self.weather.local[client].busy_until = until,
            12 => {
                let known = self.service.connections.iter();
                let polls: Vec<u32> =
                    known.filter(|(_, known)| matches!(known.by, By::Poll(..))).map(|(id, _)| *id).collect();
                polls.into_iter().for_each(|id| self.service.forget(id));
            }
            _ => {
                self.weather.local[client].provider_until = until;
                let user = self.clients[client].user;
                self.expire_tokens(user);
            }
        }
        let pause = 500 + self.draw(6_000);
        self.after(pause, Happening::Trouble);
    }

    /// A token that cannot be replaced does not expire: that would be the end, and is looked at elsewhere.
    fn expire_tokens(&mut self, user: usize) {
        if self.clients.iter().all(|client| client.user != user || client.provider) {
            self.service.valid_from[user] += 1;
        }
    }

    /// The sockets of a page break; `told` says whether it learns of it.
    fn break_links(&mut self, client: usize, told: bool) {
        let links: Vec<(u32, Option<u32>)> =
            self.clients[client].links.iter().map(|link| (link.generation, link.connection)).collect();
        for (generation, connection) in links {
            if told {
                connection.into_iter().for_each(|id| self.service.forget(id));
                self.send_down(client, generation, Reach::Closed { generation, code: 1006 });
            } else {
                self.clients[client].links.iter_mut().for_each(|link| link.dead = true);
            }
        }
    }

    /// The page has no network until then, and nothing of what it sends arrives.
    pub fn cut(&mut self, client: usize, until: u64) {
        self.weather.local[client].cut = Some(Cut { until, stalls: false });
    }

    fn cut_off(&mut self, client: usize, until: u64, ms: u64) {
        let stalls = self.chance(40);
        self.weather.local[client].cut = Some(Cut { until, stalls });
        let lag = self.draw(1_500);
        match self.draw(3) {
            0 => {
                self.after(lag, Happening::Reach { client, what: Reach::Offline });
                self.after(ms + lag, Happening::Reach { client, what: Reach::Online });
            }
            1 => self.after(ms + lag, Happening::Reach { client, what: Reach::Online }),
            _ => {}
        }
    }

    /// The service dies and is back after a while: every link closes, every connection is forgotten.
    pub fn restart(&mut self, ms: u64) {
        self.weather.down_until = self.now + ms.min(5_000);
        for client in 0..self.clients.len() {
            self.break_links(client, true);
        }
        self.service.forget_all();
    }

    /// The storm is over.
    pub fn clear(&mut self) {
        self.weather.down_until = 0;
        self.weather.local.fill(Local::default());
        for client in 0..self.clients.len() {
            self.wake(client);
            self.after(0, Happening::Reach { client, what: Reach::Online });
            self.after(0, Happening::Reach { client, what: Reach::Hidden(false) });
        }
    }
}
