//! The service restarts under many clients at once: they come back spread over time, and get back what they had although
//! the service answers only so many queries a second.

use serde_json::json;

use crate::harness::{Page, Promise, Tokens};
use crate::network::{Plan, World, cid, token_of, user_id};

/// Clients that are cut off at once.
const CLIENTS: usize = 500;
const CHANNELS: usize = 60;
/// When the service dies, in milliseconds.
const DEATH_MS: u64 = 20_000;
/// Queries of channels that the service answers in a second.
const QUERIES: u64 = 100;

/// Everybody is connected and watches between ten and sixty channels.
fn everybody() -> World {
    let mut world = World::new(Plan { seed: 1, clients: CLIENTS, channels: CHANNELS, storm_ms: 0 }, false);
    world.service.valid_from = vec![1; CLIENTS];
    for number in 0..CHANNELS {
        world.service.channels.push(Default::default());
        world.service.bot_writes(0, number, format!("p{number}"));
    }
    for client in 0..CLIENTS {
        let mut page = Page::with(1_000 + client as u64, |_| {});
        page.forgetful = true;
        world.add_client(page, client, false);
        world.on_page(client, |page| {
            page.connect_user(json!({"id": user_id(client)}), Tokens::Static(&token_of(client, 1)))
        });
    }
    world.run(5_000);
    for client in 0..CLIENTS {
        let watched: Vec<String> = (0..10 + client % 51).map(cid).collect();
        for cids in watched.chunks(29) {
            let body = json!({"filter_conditions": {"cid": {"$in": cids}}, "limit": 29, "message_limit": 1, "state": true, "watch": true});
            world.on_page(client, |page| page.query_channels(body));
        }
    }
    world.run(DEATH_MS);
    world
}

/// Sockets that reached the service in the fullest second, and the mean until the last client was back.
fn peak_and_mean(connects: &[u64], since: u64) -> (f64, f64) {
    let last = connects.iter().max().expect("somebody came back") - since;
    let within = |from: u64| connects.iter().filter(|at| (from..from + 1_000).contains(*at)).count();
    let peak = connects.iter().map(|at| within(*at)).max().unwrap_or(0) as f64;
    (peak, connects.len() as f64 * 1_000.0 / last as f64)
}

fn restart(down_ms: u64) {
    let mut world = everybody();
    world.connects.clear();
    world.service.limit.per_second = Some(QUERIES);
    world.restart(down_ms);
    let sent: Vec<Promise> = (0..CLIENTS)
        .map(|client| world.on_page(client, |page| page.call("QueryUsers", &[], Some(json!({"payload": {}})), None)))
        .collect();
    world.run(DEATH_MS + 60_000);
    let all: Vec<u64> = world.connects.iter().map(|(at, _)| *at).collect();
    let back: Vec<u64> = world.connects.iter().filter(|(_, connected)| *connected).map(|(at, _)| *at).collect();
    // All attempts since the service died, and those that succeeded since it is back.
    for (what, connects, since) in [("attempts", &all, DEATH_MS), ("connections", &back, DEATH_MS + down_ms)] {
        let (peak, mean) = peak_and_mean(connects, since);
        let report = format!(
            "down {down_ms} ms: {} {what}, peak {peak}/s, mean {mean:.0}/s, ratio {:.2}",
            connects.len(),
            peak / mean
        );
        println!("{report}");
        assert!(peak <= 2.0 * mean, "{report}");
    }
    for (client, promise) in sent.iter().enumerate() {
        let page = &world.clients[client].page;
        assert!(page.is_healthy(), "client {client} is {}", page.phase());
        assert_eq!(page.heard("connection.recovered"), 1, "client {client}");
        let told = page.events.iter().find(|event| event.kind() == "connection.recovered").expect("told");
        let said = told.value["channels"].as_object().expect("by cid");
        assert_eq!(said.len(), 10 + client % 51, "client {client}");
        assert!(said.values().all(|said| *said == "complete"), "client {client}: {said:?}");
        assert!(
            page.outcomes.iter().all(|(_, outcome)| outcome.as_ref().err().is_none_or(|refused| refused.code != "9"))
        );
        assert!(!page.is_pending(*promise));
    }
}

#[test]
fn five_hundred_clients_come_back_spread_over_time_and_none_is_refused() {
    for down_ms in [500, 2_000, 5_000] {
        restart(down_ms);
    }
}

/// `ann` starts without a network, which comes a minute later; the app does nothing.
#[test]
fn a_page_that_starts_offline_is_connected_within_two_seconds_of_being_online() {
    for (fallback, seed) in (0..20).map(|seed| (seed % 2 == 0, seed)) {
        let mut world = World::new(Plan { seed, clients: 1, channels: 0, storm_ms: 0 }, false);
        world.service.valid_from = vec![1];
        world.add_client(Page::with(seed, |config| config.enable_ws_fallback = fallback), 0, false);
        world.cut(0, 60_000);
        world.on_page(0, |page| page.connect_user(json!({"id": user_id(0)}), Tokens::Static(&token_of(0, 1))));
        world.on_page(0, Page::offline);
        world.run(60_000);
        assert!(!world.clients[0].page.is_healthy());
        world.on_page(0, Page::online);
        world.run(62_000);
        let page = &world.clients[0].page;
        assert!(page.is_healthy(), "fallback {fallback}, seed {seed}: {}", page.phase());
    }
}
