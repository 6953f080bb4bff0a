//! The connection's behaviour, phase by phase, on a virtual clock.

use super::*;

mod table;

const ATTEMPT_MS: u64 = 15_000;

struct Rig {
    connection: Connection,
    random: Random,
    now: Millis,
}

impl Rig {
    fn new() -> Self {
        Rig::with(false)
    }

    fn with(may_poll: bool) -> Self {
        Rig { connection: Connection::new(ATTEMPT_MS, may_poll), random: Random::new(1), now: Millis(1_000_000) }
    }

    fn orders(&mut self) -> Vec<Order> {
        std::iter::from_fn(|| self.connection.poll()).collect()
    }

    fn opening() -> (Self, Generation) {
        let mut rig = Rig::new();
        rig.connection.open();
        assert_eq!(rig.orders(), [Order::Authorise { expired: false }]);
        let generation = rig.authorised();
        (rig, generation)
    }

    fn authorised(&mut self) -> Generation {
        self.connection.on_authorised(self.now);
        match self.orders().as_slice() {
            [Order::OpenSocket(generation)] => *generation,
            other => panic!("expected a socket to be opened, got {other:?}"),
        }
    }

    fn open() -> (Self, Generation) {
        let (mut rig, generation) = Rig::opening();
        rig.connection.on_hello(rig.now, generation, "c1".into());
        assert_eq!(rig.orders(), [Order::Announce { online: true }, Order::Opened]);
        (rig, generation)
    }

    fn pass(&mut self, ms: u64) -> Vec<Order> {
        self.now = self.now.plus(ms);
        self.connection.on_timer(self.now, &mut self.random);
        self.orders()
    }

    fn close_socket(&mut self, generation: Generation, code: u16) -> Vec<Order> {
        self.connection.on_socket_closed(self.now, generation, code, &mut self.random);
        self.orders()
    }

    /// Jumps to the end of the pause and through authorisation, to the next attempt.
    fn retry(&mut self) -> Generation {
        let at = self.connection.next_deadline().expect("a pause has an end");
        self.now = self.now.max(at);
        self.connection.on_timer(self.now, &mut self.random);
        while self.connection.phase() != &Phase::Authorising {
            let at = self.connection.next_deadline().expect("a pause has an end");
            self.now = at;
            self.connection.on_timer(self.now, &mut self.random);
        }
        self.orders();
        self.authorised()
    }
}

#[test]
fn opens_with_a_token_then_a_socket_then_the_first_frame() {
    let (rig, _) = Rig::open();
    assert!(rig.connection.is_healthy());
    assert_eq!(rig.connection.connection_id(), Some("c1"));
}

#[test]
fn opening_twice_makes_one_attempt() {
    let (mut rig, _) = Rig::opening();
    rig.connection.open();
    assert_eq!(rig.orders(), []);
}

#[test]
fn an_attempt_without_a_first_frame_is_given_up_and_tried_again() {
    let (mut rig, generation) = Rig::opening();
    assert_eq!(rig.pass(ATTEMPT_MS - 1), []);
    assert_eq!(rig.pass(1), [Order::CloseSocket(generation), Order::Lost { reason: reason::NO_FIRST_FRAME }]);
    assert_ne!(rig.retry(), generation);
}

#[test]
fn pings_after_ten_seconds_of_silence_and_always_again() {
    let (mut rig, generation) = Rig::open();
    for _ in 0..5 {
        assert_eq!(rig.pass(PING_VISIBLE_MS - 1), []);
        assert_eq!(rig.pass(1), [Order::Ping(generation)]);
        rig.connection.on_frame(rig.now, generation);
    }
}

#[test]
fn a_link_that_brings_much_is_pinged_every_25_seconds_all_the_same() {
    let (mut rig, generation) = Rig::open();
    let start = rig.now;
    let mut pings = Vec::new();
    for _ in 0..120 {
        if rig.pass(1_000).contains(&Order::Ping(generation)) {
            pings.push(rig.now.since(start));
        }
        rig.connection.on_frame(rig.now, generation);
    }
    assert_eq!(pings, [25_000, 50_000, 75_000, 100_000]);
}

#[test]
fn a_ping_without_a_reply_ends_the_link_within_15_seconds_of_its_last_sign_of_life() {
    let (mut rig, generation) = Rig::open();
    rig.pass(7_000);
    rig.connection.on_frame(rig.now, generation);
    assert_eq!(rig.pass(PING_VISIBLE_MS), [Order::Ping(generation)]);
    assert_eq!(rig.pass(REPLY_VISIBLE_MS - 1), []);
    assert_eq!(rig.pass(1), [Order::CloseSocket(generation), Order::Lost { reason: reason::NO_REPLY }]);
    const { assert!(PING_VISIBLE_MS + REPLY_VISIBLE_MS <= 15_000) };
}

#[test]
fn a_hidden_page_pings_less_often_and_finds_out_within_35_seconds() {
    let (mut rig, generation) = Rig::open();
    rig.connection.on_visibility(rig.now, true);
    rig.pass(PING_VISIBLE_MS);
    rig.connection.on_frame(rig.now, generation);
    rig.orders();
    let alive = rig.now;
    assert_eq!(rig.pass(PING_HIDDEN_MS), [Order::Ping(generation)], "25 s after the last one");
    while matches!(rig.connection.phase(), Phase::Open { .. }) {
        rig.pass(500);
    }
    assert!(rig.now.since(alive) <= 35_000, "{}", rig.now.since(alive));
}

#[test]
fn after_sleep_an_open_link_is_probed_before_it_is_judged() {
    let (mut rig, generation) = Rig::open();
    rig.now = rig.now.plus(3_600_000);
    rig.connection.on_wake(rig.now);
    rig.connection.on_timer(rig.now, &mut rig.random);
    assert!(rig.orders().contains(&Order::Ping(generation)));
    assert!(matches!(rig.connection.phase(), Phase::Open { .. }), "the answer may wait to be read");
    let orders = rig.pass(PROBE_MS);
    assert!(orders.contains(&Order::Lost { reason: reason::NO_REPLY }), "{orders:?}");
}

#[test]
fn frames_and_closes_of_an_old_socket_are_ignored() {
    let (mut rig, old) = Rig::open();
    rig.close_socket(old, 1006);
    let fresh = rig.retry();
    rig.connection.on_hello(rig.now, old, "late".into());
    rig.connection.on_frame(rig.now, old);
    assert_eq!(rig.close_socket(old, 1006), []);
    assert_eq!(rig.connection.phase(), &Phase::Opening { generation: fresh, transport: Transport::Socket });
    rig.connection.on_hello(rig.now, fresh, "c2".into());
    assert!(rig.orders().contains(&Order::Opened));
    assert_eq!(rig.close_socket(old, 1006), []);
    assert!(rig.connection.is_healthy());
}

#[test]
fn the_app_hears_of_a_loss_after_five_seconds_and_of_the_return_at_once() {
    let (mut rig, generation) = Rig::open();
    rig.close_socket(generation, 1006);
    let fresh = rig.retry();
    assert!(!rig.pass(ANNOUNCE_DOWN_MS - 600).contains(&Order::Announce { online: false }));
    assert!(rig.pass(600).contains(&Order::Announce { online: false }));
    rig.connection.on_hello(rig.now, fresh, "c2".into());
    assert_eq!(rig.orders(), [Order::Announce { online: true }, Order::Opened]);
}

#[test]
fn a_short_loss_is_not_announced() {
    let (mut rig, generation) = Rig::open();
    rig.close_socket(generation, 1006);
    let fresh = rig.retry();
    rig.connection.on_hello(rig.now, fresh, "c2".into());
    assert_eq!(rig.orders(), [Order::Opened]);
    assert!(!rig.pass(20_000).contains(&Order::Announce { online: false }));
}

#[test]
fn the_first_pause_is_short_and_failures_in_a_row_lengthen_it() {
    let (mut rig, mut generation) = Rig::open();
    rig.now = rig.now.plus(STABLE_MS);
    rig.connection.on_frame(rig.now, generation);
    let mut longest = 0;
    for attempt in 0..20u64 {
        rig.close_socket(generation, 1006);
        let pause = rig.connection.deadlines.at(Deadline::Retry).expect("a pause").since(rig.now);
        assert!(pause <= 2_000 + 2_000 * attempt.saturating_sub(1), "attempt {attempt}: {pause}");
        longest = longest.max(pause);
        generation = rig.retry();
    }
    assert!(longest > 4_000 && longest <= 25_000);
}

#[test]
fn a_link_that_is_killed_again_and_again_right_after_its_first_frame_is_not_hammered() {
    let (mut rig, mut generation) = Rig::open();
    let start = rig.now;
    let mut sockets = 1;
    while rig.now.since(start) < 30_000 {
        rig.now = rig.now.plus(300);
        rig.close_socket(generation, 1006);
        generation = rig.retry();
        rig.connection.on_hello(rig.now, generation, "c".into());
        sockets += 1;
    }
    assert!(sockets <= 12, "{sockets} sockets in 30 s");
}

#[test]
fn close_code_1000_before_any_frame_is_final() {
    let (mut rig, generation) = Rig::opening();
    assert_eq!(rig.close_socket(generation, 1000), [Order::Failed(Error::ConnectionRefused)]);
    assert_eq!(rig.connection.next_deadline(), None);
    assert!(!rig.connection.is_wanted());
}

#[test]
fn close_code_1000_of_a_link_that_was_up_is_a_loss_like_any_other() {
    let (mut rig, generation) = Rig::open();
    let orders = rig.close_socket(generation, 1000);
    assert_eq!(orders, [Order::CloseSocket(generation), Order::Lost { reason: reason::SOCKET_CLOSED }]);
}

#[test]
fn a_fatal_error_frame_ends_it_and_a_new_open_starts_over() {
    let (mut rig, generation) = Rig::opening();
    let error = Error::service(43, 401, "bad signature");
    rig.connection.on_refused(rig.now, generation, Refusal::Fatal(error.clone()), &mut rig.random);
    assert_eq!(rig.orders(), [Order::CloseSocket(generation), Order::Failed(error)]);
    rig.connection.open();
    assert_eq!(rig.orders(), [Order::Authorise { expired: false }]);
}

#[test]
fn an_expired_token_is_refreshed_at_once_the_first_time_and_after_a_pause_the_second() {
    let (mut rig, generation) = Rig::opening();
    rig.connection.on_refused(rig.now, generation, Refusal::TokenExpired, &mut rig.random);
    assert_eq!(rig.orders(), [Order::CloseSocket(generation), Order::Authorise { expired: true }]);
    let second = rig.authorised();
    rig.connection.on_refused(rig.now, second, Refusal::TokenExpired, &mut rig.random);
    assert!(matches!(rig.connection.phase(), Phase::Waiting { .. }));
    assert!(rig.connection.next_deadline().is_some());
}

#[test]
fn closing_wins_over_everything_under_way() {
    let (mut rig, generation) = Rig::opening();
    rig.connection.close();
    assert_eq!(rig.orders(), [Order::CloseSocket(generation)]);
    rig.connection.on_hello(rig.now, generation, "late".into());
    assert_eq!(rig.close_socket(generation, 1006), []);
    assert_eq!(rig.connection.phase(), &Phase::Closed);

    let mut rig = Rig::new();
    rig.connection.open();
    rig.connection.close();
    rig.orders();
    rig.connection.on_authorised(rig.now);
    assert_eq!(rig.orders(), [], "a token that comes after closing opens nothing");

    let (mut rig, generation) = Rig::open();
    rig.close_socket(generation, 1006);
    rig.connection.close();
    assert!(!rig.orders().contains(&Order::Announce { online: false }), "the app closed it and knows");
    assert_eq!(rig.pass(60_000), []);
}

#[test]
fn offline_puts_the_link_in_doubt_and_a_frame_clears_it() {
    let (mut rig, generation) = Rig::open();
    rig.connection.on_offline(rig.now);
    assert!(!rig.connection.is_healthy());
    rig.connection.on_frame(rig.now, generation);
    assert!(rig.connection.is_healthy());
    assert!(!rig.pass(ANNOUNCE_DOWN_MS).contains(&Order::Announce { online: false }));
}

#[test]
fn online_probes_an_open_link_and_drops_it_when_it_does_not_answer() {
    let (mut rig, generation) = Rig::open();
    rig.connection.on_offline(rig.now);
    assert_eq!(rig.pass(ANNOUNCE_DOWN_MS), [Order::Announce { online: false }]);
    rig.connection.on_online(rig.now, &mut rig.random);
    assert_eq!(rig.orders(), [Order::Ping(generation)]);
    let lost = Order::Lost { reason: reason::NO_REPLY };
    assert_eq!(rig.pass(PROBE_MS), [Order::CloseSocket(generation), lost, Order::Authorise { expired: false }]);
}

#[test]
fn online_cuts_a_pause_short() {
    let (mut rig, generation) = Rig::open();
    rig.close_socket(generation, 1006);
    rig.connection.on_online(rig.now, &mut rig.random);
    assert_eq!(rig.orders(), [Order::Authorise { expired: false }]);
}

#[test]
fn a_provider_that_fails_before_the_first_connection_is_final_and_later_is_retried() {
    let mut rig = Rig::new();
    rig.connection.open();
    rig.orders();
    rig.connection.on_token_failed(rig.now, Error::TokenProviderFailed, false, &mut rig.random);
    assert_eq!(rig.orders(), [Order::Failed(Error::TokenProviderFailed)]);

    let (mut rig, generation) = Rig::open();
    rig.close_socket(generation, 1006);
    rig.now = rig.connection.next_deadline().expect("a pause");
    rig.connection.on_timer(rig.now, &mut rig.random);
    rig.orders();
    rig.connection.on_token_failed(rig.now, Error::TokenProviderFailed, false, &mut rig.random);
    assert_eq!(rig.orders(), [Order::Lost { reason: reason::NO_TOKEN }]);
    assert!(rig.connection.next_deadline().is_some());
}

#[test]
fn random_facts_never_leave_it_without_a_deadline_or_an_end() {
    for seed in 0..2_000 {
        let mut choice = Random::new(seed);
        let mut rig = Rig::with(seed % 2 == 0);
        let mut live: Vec<Generation> = Vec::new();
        let mut last = Generation::default();
        for step in 0..200 {
            match choice.between(0, 20) {
                0 => rig.connection.open(),
                1 if choice.between(0, 10) == 0 => rig.connection.close(),
                2 | 3 => rig.connection.on_authorised(rig.now),
                4 | 5 => rig.connection.on_hello(rig.now, last, "c".into()),
                6 => rig.connection.on_frame(rig.now, last),
                7 => {
                    live.retain(|open| *open != last);
                    rig.connection.on_socket_closed(rig.now, last, 1006, &mut rig.random);
                }
                8 => rig.connection.on_offline(rig.now),
                9 => rig.connection.on_online(rig.now, &mut rig.random),
                10 => rig.connection.on_refused(rig.now, last, Refusal::TokenExpired, &mut rig.random),
                11 => rig.connection.on_polled(rig.now, last),
                12 => rig.connection.on_poll_failed(rig.now, last, PollFailure::Unanswered, &mut rig.random),
                13 => rig.connection.on_poll_failed(rig.now, last, PollFailure::Busy(100), &mut rig.random),
                14 => rig.connection.on_poll_failed(rig.now, last, PollFailure::Forgotten, &mut rig.random),
                15 => rig.connection.on_refused(rig.now, last, Refusal::Busy(1_000), &mut rig.random),
                16 => rig.connection.on_visibility(rig.now, choice.between(0, 2) == 0),
                17 => rig.connection.on_wake(rig.now),
                _ => {
                    rig.now = rig.now.plus(choice.between(0, 40_000));
                    rig.connection.on_timer(rig.now, &mut rig.random);
                }
            }
            for order in rig.orders() {
                match order {
                    Order::OpenSocket(generation) | Order::OpenPoll(generation) => {
                        assert!(generation > last, "seed {seed} step {step}: generations only grow");
                        last = generation;
                        if let Order::OpenSocket(_) = order {
                            live.push(generation);
                        }
                    }
                    Order::CloseSocket(generation) => live.retain(|open| *open != generation),
                    _ => {}
                }
            }
            assert!(live.len() <= 1, "seed {seed} step {step}: live sockets {live:?}");
            let armed = rig.connection.next_deadline().is_some();
            match rig.connection.phase() {
                Phase::Closed | Phase::Failed(_) => assert!(!armed, "seed {seed} step {step}"),
                Phase::Authorising => {}
                Phase::Opening { .. } | Phase::Open { .. } | Phase::Waiting { .. } => {
                    assert!(armed, "seed {seed} step {step}")
                }
            }
        }
    }
}
