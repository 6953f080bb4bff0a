//! Owns the table of every phase against every input: what follows, and what is ordered. A cell that changes shows in a
//! review; a phase or an input that is new has to be decided for all of the others.

use std::fmt::Write;

use super::*;

/// How each phase is reached.
const PHASES: [&str; 13] = [
    "closed",
    "authorising",
    "opening socket",
    "opening poll",
    "open socket",
    "doubtful socket",
    "polling",
    "doubtful polling",
    "polling, trial opens",
    "polling, trial holds",
    "waiting",
    "waiting offline",
    "failed",
];

const INPUTS: [&str; 32] = [
    "open",
    "close",
    "authorised",
    "token failed",
    "token failed for good",
    "hello",
    "hello of an old one",
    "hello of the trial",
    "refused: expired",
    "refused: busy",
    "refused: fatal",
    "frame",
    "frame of the trial",
    "closed 1000",
    "closed 1006",
    "trial closed",
    "old one closed",
    "polled",
    "poll forgotten",
    "poll busy",
    "poll unanswered",
    "offline",
    "online",
    "wake",
    "hidden",
    "visible",
    "first frame due",
    "reply due",
    "ping due",
    "retry due",
    "trial due",
    "announcement due",
];

/// A connection in a phase, with what it ordered on the way thrown away. The link has been up for twelve seconds: it had
/// held, and its loss is no failure.
fn in_phase(name: &str) -> Rig {
    let polls = name.contains("poll");
    let mut rig = Rig::with(polls);
    if name == "closed" {
        return rig;
    }
    rig.connection.open();
    rig.orders();
    if name == "authorising" {
        return rig;
    }
    rig.connection.on_authorised(rig.now);
    let mut present = rig.connection.generation;
    if polls {
        rig.connection.on_socket_closed(rig.now, present, 1006, &mut rig.random);
        rig.connection.on_authorised(rig.now);
        present = rig.connection.generation;
    }
    if name.starts_with("opening") {
        rig.orders();
        return rig;
    }
    if name == "failed" {
        let refusal = Refusal::Fatal(Error::service(43, 401, "bad signature"));
        rig.connection.on_refused(rig.now, present, refusal, &mut rig.random);
        rig.orders();
        return rig;
    }
    rig.connection.on_hello(rig.now, present, "c1".into());
    rig.now = rig.now.plus(11_000);
    rig.connection.on_frame(rig.now, present);
    match name {
        "doubtful socket" | "doubtful polling" => rig.connection.on_offline(rig.now),
        "waiting" => rig.connection.on_socket_closed(rig.now, present, 1006, &mut rig.random),
        "waiting offline" => {
            rig.connection.on_offline(rig.now);
            rig.connection.on_socket_closed(rig.now, present, 1006, &mut rig.random);
        }
        "polling, trial opens" | "polling, trial holds" => {
            rig.now = rig.now.plus(1_000);
            rig.connection.on_timer(rig.now, &mut rig.random);
            if let (Some(trial), true) = (rig.connection.on_trial(), name.ends_with("holds")) {
                rig.connection.on_hello(rig.now, trial, "c2".into());
            }
        }
        _ => {}
    }
    rig.orders();
    rig
}

/// Makes a deadline due, if it is armed.
fn due(rig: &mut Rig, deadline: Deadline) {
    if rig.connection.deadlines.at(deadline).is_some() {
        rig.connection.deadlines.set(deadline, rig.now);
        rig.connection.on_timer(rig.now, &mut rig.random);
    }
}

fn give(rig: &mut Rig, input: &str) {
    let (now, present) = (rig.now, rig.connection.generation);
    let link = rig.connection.generation().unwrap_or(present);
    let trial = rig.connection.on_trial().unwrap_or(Generation(9));
    let old = Generation(0);
    let Rig { connection, random, .. } = rig;
    match input {
        "open" => connection.open(),
        "close" => connection.close(),
        "authorised" => connection.on_authorised(now),
        "token failed" => connection.on_token_failed(now, Error::TokenProviderFailed, false, random),
        "token failed for good" => connection.on_token_failed(now, Error::TokenProviderFailed, true, random),
        "hello" => connection.on_hello(now, link, "c3".into()),
        "hello of an old one" => connection.on_hello(now, old, "c3".into()),
        "hello of the trial" => connection.on_hello(now, trial, "c3".into()),
        "refused: expired" => connection.on_refused(now, link, Refusal::TokenExpired, random),
        "refused: busy" => connection.on_refused(now, link, Refusal::Busy(1_000), random),
        "refused: fatal" => connection.on_refused(now, link, Refusal::Fatal(Error::ConnectionRefused), random),
        "frame" => connection.on_frame(now, link),
        "frame of the trial" => connection.on_frame(now, trial),
        "closed 1000" => connection.on_socket_closed(now, link, 1000, random),
        "closed 1006" => connection.on_socket_closed(now, link, 1006, random),
        "trial closed" => connection.on_socket_closed(now, trial, 1006, random),
        "old one closed" => connection.on_socket_closed(now, old, 1006, random),
        "polled" => connection.on_polled(now, link),
        "poll forgotten" => connection.on_poll_failed(now, link, PollFailure::Forgotten, random),
        "poll busy" => connection.on_poll_failed(now, link, PollFailure::Busy(1_000), random),
        "poll unanswered" => connection.on_poll_failed(now, link, PollFailure::Unanswered, random),
        "offline" => connection.on_offline(now),
        "online" => connection.on_online(now, random),
        "wake" => connection.on_wake(now),
        "hidden" => connection.on_visibility(now, true),
        "visible" => connection.on_visibility(now, false),
        "first frame due" => due(rig, Deadline::FirstFrame),
        "reply due" => due(rig, Deadline::Reply),
        "ping due" => due(rig, Deadline::Ping),
        "retry due" => due(rig, Deadline::Retry),
        "trial due" => due(rig, Deadline::Trial),
        "announcement due" => due(rig, Deadline::AnnounceDown),
        other => panic!("no such input: {other}"),
    }
}

fn phase(connection: &Connection) -> &'static str {
    match connection.phase() {
        Phase::Closed => "closed",
        Phase::Authorising => "authorising",
        Phase::Opening { transport: Transport::Socket, .. } => "opening socket",
        Phase::Opening { .. } => "opening poll",
        Phase::Open { link: Link::Socket, doubtful: false, .. } => "open socket",
        Phase::Open { link: Link::Socket, .. } => "doubtful socket",
        Phase::Open { link: Link::LongPoll(Trial::Pausing), doubtful: false, .. } => "polling",
        Phase::Open { link: Link::LongPoll(Trial::Opening(_)), doubtful: false, .. } => "polling, trial opens",
        Phase::Open { link: Link::LongPoll(Trial::Holding { .. }), doubtful: false, .. } => "polling, trial holds",
        Phase::Open { .. } => "doubtful polling",
        Phase::Waiting { .. } => "waiting",
        Phase::Failed(_) => "failed",
    }
}

fn order(order: &Order) -> String {
    match order {
        Order::Authorise { expired: false } => "token?".into(),
        Order::Authorise { expired: true } => "new token?".into(),
        Order::OpenSocket(_) => "open socket".into(),
        Order::CloseSocket(_) => "close socket".into(),
        Order::Ping(_) => "ping".into(),
        Order::OpenPoll(_) => "open poll".into(),
        Order::Poll(_) => "poll".into(),
        Order::ClosePoll(_, None) => "give up poll".into(),
        Order::ClosePoll(..) => "close poll".into(),
        Order::Announce { online } => if *online { "say online" } else { "say offline" }.into(),
        Order::Changed(to) => format!("say {}", to.as_str()),
        Order::Opened => "opened".into(),
        Order::Lost { reason } => format!("lost {reason}"),
        Order::Failed(_) => "failed".into(),
    }
}

/// One line for each input that does anything; all that are left out do nothing.
fn table() -> String {
    let mut table = String::new();
    for name in PHASES {
        let _ = writeln!(table, "{name}");
        let mut nothing = 0;
        for input in INPUTS {
            let mut rig = in_phase(name);
            let (before, armed) = (rig.connection.phase().clone(), rig.connection.deadlines.clone());
            give(&mut rig, input);
            let orders: Vec<String> = rig.orders().iter().map(order).collect();
            let same = *rig.connection.phase() == before;
            if same && orders.is_empty() && format!("{armed:?}") == format!("{:?}", rig.connection.deadlines) {
                nothing += 1;
                continue;
            }
            let next = if phase(&rig.connection) == phase_of(&before) { "stays" } else { phase(&rig.connection) };
            let _ = writeln!(table, "  {input:<22}{next:<22}{}", orders.join(", "));
        }
        let _ = writeln!(table, "  ({nothing} others change nothing)");
    }
    table.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n"
}

fn phase_of(of: &Phase) -> &'static str {
    let mut connection = Connection::new(0, false);
    connection.phase = of.clone();
    phase(&connection)
}

#[test]
fn every_input_is_decided_in_every_phase() {
    let (expected, found) = (include_str!("table.txt"), table());
    if std::env::var("SHOW_TABLE").is_ok() {
        print!("{found}");
    }
    for (expected, found) in expected.lines().zip(found.lines()) {
        assert_eq!(found, expected, "tests/table.txt; print the whole table with SHOW_TABLE=1");
    }
    assert_eq!(found.lines().count(), expected.lines().count());
}
