//! Owns what a poll shows: its state from an answer of the service, and how events change it. Events are the same for
//! everybody, so the own votes and the own answer are kept beside them. Holds no poll; state comes in, new state goes out.

use crate::id::joined;
use crate::node::Node;
use crate::text::Text;

/// What the author of a poll decides. Whether it is closed has a time of its own, as it is told by two kinds of event.
const DEFINITION: [&str; 8] = [
    "allow_answers",
    "allow_user_suggested_options",
    "description",
    "enforce_unique_vote",
    "max_votes_allowed",
    "name",
    "options",
    "voting_visibility",
];

/// What every vote changes.
const COUNTS: [&str; 4] = ["vote_count", "vote_counts_by_option", "latest_votes_by_option", "answers_count"];

/// The state of a poll as the service describes it. `now`: when the app got it, a date.
pub fn poll_state<N: Node>(poll: &N, now: N) -> N {
    let state = poll.copy();
    state.remove_named("id");
    state.remove_named("own_votes");
    let votes = N::object();
    for vote in poll.each("own_votes") {
        if is_answer(&vote) {
            state.set("ownAnswer", vote);
        } else if let Some(option) = vote.str("option_id") {
            votes.set_named(&option, vote);
        }
    }
    state.set("lastActivityAt", now);
    state.set("maxVotedOptionIds", most_voted(poll));
    state.set("ownVotesByOptionId", votes);
    state
}

/// Whether one more vote may be sent. The service replaces the vote where only one is allowed; more than the limit it
/// would refuse.
pub fn may_vote<N: Node>(state: &N) -> bool {
    let held = state.get("ownVotesByOptionId").map_or(0, |votes| votes.keys().len());
    let limit = state.num("max_votes_allowed").unwrap_or(0.0);
    limit == 0.0 || state.is("enforce_unique_vote") || (held as f64) < limit
}

/// The state after an event of the given type about this poll; `me` is the own user. `seen` is an object that belongs to
/// the poll: it remembers when the event came that each part is from, so that an older one that arrives late, or again,
/// undoes nothing. An event without a time counts as the newest.
pub fn poll_event<N: Node>(state: &N, seen: &N, event: &N, kind: &str, me: &str) -> Option<N> {
    let poll = event.get("poll")?;
    let next = state.copy();
    match kind {
        "poll.updated" => {
            if is_news(seen, ":definition", event) {
                take(&next, &poll, &DEFINITION);
            }
            if is_news(seen, ":closed", event) {
                take(&next, &poll, &["is_closed"]);
            }
        }
        "poll.closed" if is_news(seen, ":closed", event) => next.set("is_closed", N::flag(true)),
        "poll.closed" => (),
        _ => {
            if is_news(seen, ":counts", event) {
                take(&next, &poll, &COUNTS);
                next.set("maxVotedOptionIds", most_voted(&poll));
            }
            if let Some(vote) = event.get("poll_vote") {
                take_vote(&next, seen, event, &vote, kind == "poll.vote_removed", me);
            }
        }
    }
    if let Some(at) = event.time("created_at").filter(|_| is_news(seen, ":activity", event)) {
        next.set("lastActivityAt", N::date(at));
    }
    Some(next)
}

fn take_vote<N: Node>(next: &N, seen: &N, event: &N, vote: &N, removed: bool, me: &str) {
    let Some(id) = vote.str("id") else { return };
    if !is_news(seen, &id, event) {
        return;
    }
    let own = !me.is_empty() && vote.str("user_id").is_some_and(|user| user == me);
    if is_answer(vote) {
        take_answer(next, seen, event, vote, removed);
        if own && is_news(seen, ":answer", event) {
            if removed { next.remove_named("ownAnswer") } else { next.set("ownAnswer", vote.clone()) }
        }
    } else if own {
        take_own_vote(next, seen, event, vote, removed);
    }
}

/// The list of answers has the one last written first; each user has one.
fn take_answer<N: Node>(next: &N, seen: &N, event: &N, vote: &N, removed: bool) {
    let answers = N::array();
    let mut place = None;
    let id = vote.str("id");
    for answer in next.each("latest_answers") {
        let other = answer.str("id");
        if other == id {
            continue;
        }
        if place.is_none() && !other.is_some_and(|other| is_newer(seen, &other, event)) {
            place = Some(answers.len());
        }
        answers.push(answer);
    }
    if !removed {
        answers.insert_at(place.unwrap_or(answers.len()), vote.clone());
    }
    next.set("latest_answers", answers);
}

fn take_own_vote<N: Node>(next: &N, seen: &N, event: &N, vote: &N, removed: bool) {
    let (Some(id), Some(option)) = (vote.str("id"), vote.str("option_id")) else { return };
    let held = next.get("ownVotesByOptionId").unwrap_or_else(N::object);
    let votes = N::object();
    if event.get("poll").is_some_and(|poll| poll.is("enforce_unique_vote")) {
        // The last word on any own vote is the last word on all.
        if !is_news(seen, ":own", event) {
            return;
        }
    } else {
        for place in held.keys() {
            let Some(other) = held.get_named(&place) else { continue };
            let Some(other_id) = other.str("id") else { continue };
            // Gone: the same vote at another option, and the one it takes the place of, unless that is a newer one.
            if other_id != id && (place != option || is_newer(seen, &other_id, event)) {
                votes.set_named(&place, other);
            }
        }
    }
    if !removed && votes.get_named(&option).is_none() {
        votes.set_named(&option, vote.clone());
    }
    next.set("ownVotesByOptionId", votes);
}

/// An answer is a vote with a text of its own.
fn is_answer<N: Node>(vote: &N) -> bool {
    vote.str("answer_text").is_some_and(|text| !text.is_empty())
}

/// Options with the most votes, in the order of the counts; all of them when nobody has voted for any that is counted.
fn most_voted<N: Node>(poll: &N) -> N {
    let mut list = N::array();
    let Some(counts) = poll.get("vote_counts_by_option") else { return list };
    let mut most = 0.0;
    for option in counts.keys() {
        let votes = counts.get_named(&option).and_then(|count| count.as_number()).unwrap_or(0.0);
        if votes > most {
            most = votes;
            list = N::array();
        }
        if votes >= most {
            list.push(N::text(&option));
        }
    }
    list
}

/// Takes over members, and what is absent as absent.
pub(super) fn take<N: Node>(next: &N, from: &N, keys: &[&'static str]) {
    for key in keys {
        match from.get(key) {
            Some(value) => next.set(key, value),
            None => next.remove_named(key),
        }
    }
}

/// Whether what is known about a part is from a later moment than the event.
#[inline(never)]
pub(super) fn is_newer<N: Node>(seen: &N, part: &str, event: &N) -> bool {
    match (seen.get_named(part).and_then(|at| at.as_time()), event.time("created_at")) {
        (Some(known), Some(at)) => known > at,
        _ => false,
    }
}

/// Whether an event has the last word on a part; if so that is remembered.
#[inline(never)]
pub(super) fn is_news<N: Node>(seen: &N, part: &str, event: &N) -> bool {
    if is_newer(seen, part, event) {
        return false;
    }
    if let Some(at) = event.get("created_at") {
        seen.set_named(part, at);
    }
    true
}

/// The name of a part that belongs to something with an id.
pub(super) fn part_of(id: &str, part: &str) -> Text {
    joined(&[":", part, " ", id])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::json::Json;
    use crate::random::Random;

    fn at(second: u32) -> String {
        format!("2026-01-01T00:{:02}:{:02}.000001Z", second / 60, second % 60)
    }

    fn poll(extra: Value) -> Value {
        let mut poll = json!({
            "id": "p", "name": "Which?", "options": [{"id": "a"}, {"id": "b"}], "enforce_unique_vote": false, "max_votes_allowed": 2,
            "vote_count": 3, "vote_counts_by_option": {"a": 2, "b": 1}, "latest_votes_by_option": {}, "answers_count": 1,
            "latest_answers": [answer("old", "bob")], "own_votes": [], "is_closed": false, "custom": {"x": 1}
        });
        for (key, value) in extra.as_object().into_iter().flatten() {
            poll[key] = value.clone();
        }
        poll
    }

    fn vote(id: &str, option: &str, user: &str) -> Value {
        json!({"id": id, "option_id": option, "user_id": user, "poll_id": "p"})
    }

    fn answer(id: &str, user: &str) -> Value {
        json!({"id": id, "option_id": "", "answer_text": id, "user_id": user, "is_answer": true})
    }

    struct Held {
        state: Json,
        seen: Json,
    }

    impl Held {
        fn new(extra: Value) -> Self {
            let state = poll_state(&Json::from(poll(extra)), Json::text("now"));
            Held { state, seen: Json::object() }
        }

        fn hear(&mut self, event: &Value) {
            let event = Json::from(event.clone());
            let kind = event.str("type").unwrap();
            self.state = poll_event(&self.state, &self.seen, &event, &kind, "me").unwrap();
        }

        fn shown(&self) -> Value {
            Value::from(&self.state)
        }

        fn own(&self) -> Vec<Text> {
            self.state.get("ownVotesByOptionId").unwrap().keys()
        }

        fn answers(&self) -> Vec<Text> {
            self.state.each("latest_answers").iter().filter_map(|answer| answer.str("id")).collect()
        }
    }

    fn event(kind: &str, second: u32, about: Value, vote: Value) -> Value {
        json!({"type": kind, "created_at": at(second), "poll": poll(about), "poll_vote": vote})
    }

    #[test]
    fn own_votes_and_the_own_answer_are_told_apart() {
        let held = Held::new(json!({"own_votes": [vote("v1", "a", "me"), vote("v2", "b", "me"), answer("w", "me")]}));
        let shown = held.shown();
        assert_eq!(shown["ownVotesByOptionId"]["a"]["id"], "v1");
        assert_eq!(shown["ownVotesByOptionId"]["b"]["id"], "v2");
        assert_eq!(shown["ownAnswer"]["id"], "w");
        assert_eq!(shown["maxVotedOptionIds"], json!(["a"]));
        assert_eq!(shown["custom"], json!({"x": 1}));
        assert!(shown.get("id").is_none() && shown.get("own_votes").is_none());
    }

    #[test]
    fn options_with_as_many_votes_are_all_first() {
        let most = |counts: Value| Value::from(&most_voted(&Json::from(json!({"vote_counts_by_option": counts}))));
        assert_eq!(most(json!({"b": 2, "a": 2, "c": 1})), json!(["b", "a"]));
        assert_eq!(most(json!({"a": 0, "b": 0})), json!(["a", "b"]));
        assert_eq!(most(json!({})), json!([]));
        assert_eq!(Value::from(&most_voted(&Json::object())), json!([]));
    }

    #[test]
    fn votes_end_at_the_limit_unless_the_next_replaces_the_last() {
        let may = |extra: Value| may_vote(&Held::new(extra).state);
        let two = json!([vote("v1", "a", "me"), vote("v2", "b", "me"), answer("w", "me")]);
        assert!(!may(json!({"own_votes": two})));
        assert!(may(json!({"own_votes": [vote("v1", "a", "me"), answer("w", "me")]})), "an answer is no vote");
        assert!(may(json!({"own_votes": two, "max_votes_allowed": 1, "enforce_unique_vote": true})));
        assert!(may(json!({"own_votes": two, "max_votes_allowed": null})));
    }

    #[test]
    fn an_update_takes_the_definition_and_leaves_the_votes() {
        let mut held = Held::new(json!({"own_votes": [vote("v1", "a", "me")]}));
        held.hear(&event(
            "poll.updated",
            1,
            json!({"name": "New", "vote_count": 9, "custom": {"x": 2}, "is_closed": true}),
            json!(null),
        ));
        let shown = held.shown();
        assert_eq!((&shown["name"], &shown["is_closed"]), (&json!("New"), &json!(true)));
        assert_eq!((&shown["vote_count"], &shown["custom"]), (&json!(3), &json!({"x": 1})));
        assert_eq!(held.own(), ["a"]);
        assert_eq!(shown["lastActivityAt"], at(1).as_str());
    }

    #[test]
    fn a_vote_of_someone_else_changes_the_counts_alone() {
        let mut held = Held::new(json!({"own_votes": [vote("v1", "a", "me")]}));
        held.hear(&event(
            "poll.vote_casted",
            1,
            json!({"vote_count": 5, "vote_counts_by_option": {"b": 4}, "name": "No"}),
            vote("v9", "b", "ann"),
        ));
        let shown = held.shown();
        assert_eq!((&shown["vote_count"], &shown["maxVotedOptionIds"]), (&json!(5), &json!(["b"])));
        assert_eq!(shown["name"], "Which?");
        assert_eq!(held.own(), ["a"]);
    }

    #[test]
    fn an_own_vote_moves_and_goes() {
        let mut held = Held::new(json!({}));
        held.hear(&event("poll.vote_casted", 1, json!({}), vote("v1", "a", "me")));
        assert_eq!(held.own(), ["a"]);
        held.hear(&event("poll.vote_changed", 2, json!({}), vote("v1", "b", "me")));
        assert_eq!(held.own(), ["b"]);
        held.hear(&event("poll.vote_removed", 3, json!({}), vote("v1", "b", "me")));
        assert!(held.own().is_empty());
    }

    #[test]
    fn where_only_one_vote_counts_the_next_replaces_it() {
        let unique = json!({"enforce_unique_vote": true});
        let mut held = Held::new(json!({"enforce_unique_vote": true, "own_votes": [vote("v1", "a", "me")]}));
        held.hear(&event("poll.vote_changed", 2, unique, vote("v2", "b", "me")));
        assert_eq!(held.own(), ["b"]);
    }

    #[test]
    fn an_answer_stands_first_once() {
        let mut held = Held::new(json!({}));
        held.hear(&event("poll.vote_casted", 1, json!({}), answer("w", "me")));
        held.hear(&event("poll.vote_casted", 2, json!({}), answer("x", "ann")));
        held.hear(&event("poll.vote_changed", 3, json!({}), answer("w", "me")));
        assert_eq!(held.answers(), ["w", "x", "old"]);
        assert_eq!(held.shown()["ownAnswer"]["id"], "w");
        held.hear(&event("poll.vote_removed", 4, json!({}), answer("w", "me")));
        assert_eq!(held.answers(), ["x", "old"]);
        assert!(held.shown().get("ownAnswer").is_none());
    }

    #[test]
    fn an_event_without_a_poll_or_a_vote_is_none() {
        let held = Held::new(json!({}));
        let hear = |event: Value| poll_event(&held.state, &held.seen, &Json::from(event), "poll.vote_casted", "me");
        assert!(hear(json!({})).is_none());
        assert!(hear(json!({"poll": poll(json!({}))})).is_some());
    }

    /// What a service would send in a minute of voting, by seed: at most two votes and one answer for each of three users.
    fn minute_of_voting(random: &mut Random, unique: bool) -> Vec<Value> {
        let mut votes: Vec<(String, String, String)> = Vec::new();
        let mut answered: Vec<String> = Vec::new();
        let mut events = Vec::new();
        for second in 1..20 {
            let user = ["me", "ann", "bob"][random.between(0, 3) as usize].to_owned();
            let option = ["a", "b", "c"][random.between(0, 3) as usize].to_owned();
            let about = json!({"enforce_unique_vote": unique, "name": format!("name {second}"), "vote_count": second, "vote_counts_by_option": {"a": second, "b": 2}});
            let mine = votes.iter().position(|(_, by, at)| *by == user && (unique || *at == option));
            let (kind, vote) = match random.between(0, 6) {
                0 => ("poll.updated", json!(null)),
                1 => {
                    let id = format!("answer {user}");
                    let kind = if answered.contains(&user) { "poll.vote_changed" } else { "poll.vote_casted" };
                    answered.push(user.clone());
                    (kind, answer(&id, &user))
                }
                2 if answered.contains(&user) => {
                    answered.retain(|one| *one != user);
                    ("poll.vote_removed", answer(&format!("answer {user}"), &user))
                }
                _ => match mine {
                    Some(at) if unique && votes[at].2 != option => {
                        votes[at] = (format!("v{second}"), user.clone(), option.clone());
                        ("poll.vote_changed", vote(&format!("v{second}"), &option, &user))
                    }
                    Some(at) => {
                        let (id, by, option) = votes.remove(at);
                        ("poll.vote_removed", vote(&id, &option, &by))
                    }
                    None => {
                        votes.push((format!("v{second}"), user.clone(), option.clone()));
                        ("poll.vote_casted", vote(&format!("v{second}"), &option, &user))
                    }
                },
            };
            events.push(event(kind, second, about, vote));
        }
        events.push(event("poll.closed", 30, json!({}), json!(null)));
        events
    }

    fn sorted(mut value: Value) -> Value {
        // The order of members of an object is that of arrival; it means nothing.
        if let Some(members) = value.as_object_mut() {
            members.sort_keys();
            for member in members.values_mut() {
                *member = sorted(member.take());
            }
        }
        value
    }

    #[test]
    fn events_in_any_order_and_number_end_as_in_the_order_of_the_service() {
        for seed in 0..500 {
            let mut random = Random::new(seed);
            let unique = seed % 2 == 0;
            let events = minute_of_voting(&mut random, unique);
            let mut expected = Held::new(json!({"enforce_unique_vote": unique}));
            events.iter().for_each(|event| expected.hear(event));
            let mut shuffled: Vec<&Value> = events.iter().chain(events.iter().step_by(3)).collect();
            for index in (1..shuffled.len()).rev() {
                shuffled.swap(index, random.between(0, index as u64 + 1) as usize);
            }
            let mut held = Held::new(json!({"enforce_unique_vote": unique}));
            shuffled.into_iter().for_each(|event| held.hear(event));
            assert_eq!(sorted(held.shown()), sorted(expected.shown()), "seed {seed}");
        }
    }
}
