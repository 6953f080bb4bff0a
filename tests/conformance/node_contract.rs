//! Owns what every kind of `Node` must do, written once and run on each: on live JavaScript objects in the browsers, on
//! `Json` natively. What is true of both is what the client's logic may rely on.

use stream_chat_wasm::node::Node;
use stream_chat_wasm::time::Nanos;

/// A kind of node that a test can write down as JSON text.
pub trait FromText: Node {
    fn from_text(text: &str) -> Self;
}

/// Makes one test of each rule for one kind of node; `$test` is the attribute of the place's own tests.
macro_rules! node_contract {
    ($test:meta, $node:ty) => {
        $crate::node_contract::node_contract! { @ $test, $node,
            absent_and_null_read_as_nothing, values_of_another_kind_read_as_nothing, what_is_no_object_has_no_members,
            clones_share_an_object_and_copies_do_not, members_are_replaced_and_keep_their_order, writing_to_what_is_no_object_changes_nothing,
            names_that_are_data_may_be_anything, removing_a_member_twice_is_removing_it_once, times_are_read_from_text_and_dates,
            an_array_takes_values_at_every_place, what_is_no_array_has_no_elements, assigning_copies_every_member_over,
            sizes_are_bytes_of_utf_8, the_same_is_identity_and_not_likeness, base64_is_read_in_either_alphabet_with_and_without_padding,
            what_is_no_json_in_base64_is_not_read,
            counts_are_never_negative, a_local_message_has_dates_and_a_status_and_leaves_the_original_alone,
            a_local_message_keeps_the_status_it_has, a_local_message_can_be_given_its_author,
            own_reactions_outlive_copies_that_say_nothing_of_them, a_newer_message_has_the_dates_of_its_head, totals_are_taken_as_far_as_they_are_there,
            users_that_are_not_known_or_have_other_times_are_told, what_read_states_say_is_told_one_by_one,
            members_become_a_record_with_the_users_that_are_known, read_states_become_a_record_with_dates_and_counts
        }
    };
    (@ $test:meta, $node:ty, $($rule:ident),+) => {
        $(
            #[$test]
            fn $rule() {
                crate::node_contract::$rule::<$node>();
            }
        )+
    };
}
pub(crate) use node_contract;

/// One value of each kind that is no object.
fn no_objects<N: Node>() -> Vec<N> {
    vec![N::text("text"), N::number(7.0), N::flag(true), N::null(), N::array()]
}

pub fn absent_and_null_read_as_nothing<N: FromText>() {
    let node: N = N::from_text(r#"{"none": null}"#);
    for key in ["none", "missing"] {
        assert!(node.get(key).is_none() && node.get_named(key).is_none(), "{key}");
        assert!(
            node.str(key).is_none() && node.num(key).is_none() && node.time(key).is_none() && !node.is(key),
            "{key}"
        );
        assert!(node.each(key).is_empty(), "{key}");
    }
    assert_eq!(node.keys(), ["none"]);
}

pub fn values_of_another_kind_read_as_nothing<N: FromText>() {
    let node: N = N::from_text(
        r#"{"text": "1", "number": 1, "flag": true, "list": [1], "object": {}, "empty": "", "zero": 0, "no": false}"#,
    );
    let texts = ["text", "number", "flag", "list", "object", "empty"].map(|key| node.str(key));
    assert_eq!(texts, [Some("1".into()), None, None, None, None, Some("".into())]);
    assert_eq!(
        ["text", "number", "flag", "list", "zero"].map(|key| node.num(key)),
        [None, Some(1.0), None, None, Some(0.0)]
    );
    assert_eq!(["text", "number", "flag", "no", "list"].map(|key| node.is(key)), [false, false, true, false, false]);
    assert_eq!(node.get("no").and_then(|flag| flag.as_flag()), Some(false));
    let kinds = |key| node.get(key).map(|value| (value.is_array(), value.is_object()));
    assert_eq!(
        [kinds("list"), kinds("object"), kinds("text")],
        [Some((true, false)), Some((false, true)), Some((false, false))]
    );
}

pub fn what_is_no_object_has_no_members<N: FromText>() {
    for node in no_objects::<N>() {
        assert!(
            node.get("id").is_none()
                && node.str("id").is_none()
                && node.num("id").is_none()
                && node.time("id").is_none()
        );
        assert!(!node.is("id") && node.keys().is_empty() && !node.is_object());
    }
}

pub fn clones_share_an_object_and_copies_do_not<N: FromText>() {
    let node: N = N::from_text(r#"{"name": "a", "inner": {"n": 1}}"#);
    let (clone, copy) = (node.clone(), node.copy());
    clone.set_text("name", "b");
    assert_eq!((node.str("name").as_deref(), copy.str("name").as_deref()), (Some("b"), Some("a")));
    let inner = |node: &N| node.get("inner").expect("there");
    assert!(inner(&node).same(&inner(&copy)), "a copy is shallow");
    let list: N = N::from_text("[1, 2]");
    let (clone, copy) = (list.clone(), list.copy());
    clone.push(N::number(3.0));
    assert_eq!((list.len(), copy.len()), (3, 2));
}

pub fn members_are_replaced_and_keep_their_order<N: FromText>() {
    let node = N::object();
    for key in ["b", "a", "c"] {
        node.set(key, N::number(1.0));
    }
    node.set("a", N::text("new"));
    assert_eq!((node.keys(), node.str("a").as_deref()), (vec!["b".into(), "a".into(), "c".into()], Some("new")));
}

pub fn writing_to_what_is_no_object_changes_nothing<N: FromText>() {
    for node in [N::text("text"), N::number(7.0), N::flag(true), N::null()] {
        node.set("id", N::flag(true));
        node.set_named("id", N::flag(true));
        assert!(node.get("id").is_none());
    }
}

pub fn names_that_are_data_may_be_anything<N: FromText>() {
    for name in ["ann", "", "__proto__", "constructor", "hasOwnProperty", "toString", "💬", "a.b", "length"] {
        let node = N::object();
        assert!(node.get_named(name).is_none(), "{name}: an empty object has no such member");
        let value = N::object();
        value.set_text("id", name);
        node.set_named(name, value.clone());
        let found = node.get_named(name).expect("a member");
        assert!(found.same(&value), "{name}");
        assert_eq!(node.keys(), [name]);
        let other = N::object();
        other.assign(&node);
        for copy in [node.copy(), other] {
            assert!(copy.get_named(name).is_some_and(|held| held.same(&value)), "{name}: copies have it too");
        }
        assert!(N::object().get_named("id").is_none(), "{name}: no other object is changed");
        node.remove_named(name);
        assert!(node.get_named(name).is_none() && node.keys().is_empty(), "{name}");
    }
    let parsed: N = N::from_text(r#"{"__proto__": {"id": "x"}}"#);
    assert!(parsed.get("id").is_none() && parsed.get_named("__proto__").is_some());
}

pub fn removing_a_member_twice_is_removing_it_once<N: FromText>() {
    let node: N = N::from_text(r#"{"a": 1, "b": 2}"#);
    node.remove_named("a");
    node.remove_named("a");
    assert_eq!(node.keys(), ["b"]);
}

pub fn times_are_read_from_text_and_dates<N: FromText>() {
    let at = Nanos::parse("2026-01-02T03:04:05.678Z").expect("a time");
    assert_eq!(N::date(at).as_time(), Some(at));
    let node: N = N::from_text(
        r#"{"micro": "2026-01-02T03:04:05.678901Z", "never": "0001-01-01T00:00:00Z", "word": "yesterday", "number": 7}"#,
    );
    assert_eq!(node.time("micro"), Some(Nanos::at(at.nanos() + 901_000)), "text keeps its microseconds");
    assert_eq!(node.time("never"), Some(Nanos::FIRST));
    assert_eq!((node.time("word"), node.time("number")), (None, None));
    node.set("date", N::date(at));
    assert_eq!(node.time("date"), Some(at));
}

fn numbers<N: Node>(list: &N) -> Vec<Option<f64>> {
    list.items().map(|item| item.as_number()).collect()
}

pub fn an_array_takes_values_at_every_place<N: FromText>() {
    let list = N::array();
    list.push(N::number(2.0));
    list.insert_at(0, N::number(1.0));
    list.insert_at(2, N::number(4.0));
    list.insert_at(2, N::null());
    assert_eq!((list.len(), numbers(&list)), (4, vec![Some(1.0), Some(2.0), None, Some(4.0)]));
    list.set_at(2, N::number(3.0));
    list.remove_at(0);
    assert_eq!(numbers(&list), [Some(2.0), Some(3.0), Some(4.0)]);
    assert!(list.at(3).is_none() && list.at(u32::MAX).is_none());
    let object = N::object();
    list.push(object.clone());
    assert!(list.at(3).is_some_and(|held| held.same(&object)));
}

pub fn what_is_no_array_has_no_elements<N: FromText>() {
    for node in [N::text("text"), N::number(7.0), N::flag(true), N::null(), N::from_text(r#"{"length": 3, "0": 1}"#)] {
        assert!(node.len() == 0 && node.at(0).is_none() && node.items().next().is_none() && !node.is_array());
    }
}

pub fn assigning_copies_every_member_over<N: FromText>() {
    let node: N = N::from_text(r#"{"a": 1, "b": 2, "c": 3}"#);
    node.assign(&N::from_text(r#"{"b": "new", "c": null, "d": 4}"#));
    assert_eq!((node.num("a"), node.str("b").as_deref(), node.num("d")), (Some(1.0), Some("new"), Some(4.0)));
    assert!(node.get("c").is_none());
    assert_eq!(node.keys(), ["a", "b", "c", "d"]);
}

pub fn sizes_are_bytes_of_utf_8<N: FromText>() {
    for (text, bytes) in [
        ("{}", 2),
        (r#"{"a":"b"}"#, 9),
        (r#"{"a":"é"}"#, 10),
        (r#"{"a":"語💬"}"#, 15),
        (r#"{"a":[1,true,null,0.5]}"#, 23),
        (r#""\n\"""#, 6),
    ] {
        assert_eq!(N::from_text(text).json_size(), bytes, "{text}");
    }
}

pub fn the_same_is_identity_and_not_likeness<N: FromText>() {
    let (one, two): (N, N) = (N::from_text(r#"{"a": {}, "l": []}"#), N::from_text(r#"{"a": {}, "l": []}"#));
    assert!(one.same(&one) && one.same(&one.clone()) && !one.same(&two) && !one.same(&one.copy()));
    for key in ["a", "l"] {
        let get = |node: &N| node.get(key).expect("there");
        assert!(get(&one).same(&get(&one)) && !get(&one).same(&get(&two)), "{key}");
    }
    assert!(!N::object().same(&N::array()) && !N::text("1").same(&N::number(1.0)));
}

pub fn base64_is_read_in_either_alphabet_with_and_without_padding<N: FromText>() {
    // {"user_id":"a?>~~b"} in both alphabets: real tokens are url-safe without padding, development tokens standard with it.
    for text in ["eyJ1c2VyX2lkIjoiYT8-fn5iIn0", "eyJ1c2VyX2lkIjoiYT8+fn5iIn0="] {
        let payload = N::parse_base64(text).unwrap_or_else(|| panic!("not read: {text}"));
        assert_eq!(payload.str("user_id").as_deref(), Some("a?>~~b"));
    }
    // {"user_id":"é💬"}: bytes of UTF-8, not of Latin-1.
    let payload = N::parse_base64("eyJ1c2VyX2lkIjoiw6nwn5KsIn0").expect("read");
    assert_eq!(payload.str("user_id").as_deref(), Some("é💬"));
}

pub fn what_is_no_json_in_base64_is_not_read<N: FromText>() {
    // Nothing, no base64, `{`, half a character of UTF-8.
    for text in ["", "!", "e30!", "é", "ew", "IsMi", "eyJ1c2VyX2lkIjoiw6"] {
        assert!(N::parse_base64(text).is_none(), "{text}");
    }
}

pub fn counts_are_never_negative<N: FromText>() {
    let node: N = N::from_text(r#"{"some": 3, "part": 2.9, "less": -1, "huge": 1e300, "text": "3"}"#);
    assert_eq!(["some", "part", "less", "huge", "text", "none"].map(|key| node.count(key)), [3, 2, 0, u32::MAX, 0, 0]);
}

pub fn a_local_message_has_dates_and_a_status_and_leaves_the_original_alone<N: FromText>() {
    let wire: N = N::from_text(
        r#"{"id": "m", "created_at": "2026-01-01T00:00:00.123Z", "updated_at": "2026-01-01T00:00:01Z", "pinned_at": null, "user": {"id": "ann"}, "own": 1}"#,
    );
    let local = wire.local_message(None);
    for key in ["created_at", "updated_at"] {
        assert_eq!(local.time(key), wire.time(key), "{key}");
    }
    assert!(local.get("pinned_at").is_none() && local.get("deleted_at").is_none());
    assert_eq!(
        (local.str("status").as_deref(), local.num("own"), wire.get("status").is_none()),
        (Some("received"), Some(1.0), true)
    );
    let user = |node: &N| node.get("user").expect("there");
    assert!(user(&local).same(&user(&wire)), "what is inside is the very same");
}

pub fn a_local_message_keeps_the_status_it_has<N: FromText>() {
    let wire: N = N::from_text(r#"{"id": "m", "created_at": "2026-01-01T00:00:00Z", "status": "sending"}"#);
    assert_eq!(wire.local_message(None).str("status").as_deref(), Some("sending"));
}

pub fn a_local_message_can_be_given_its_author<N: FromText>() {
    let wire = N::from_text(r#"{"id": "m", "user": {"id": "ann"}, "created_at": "2026-01-01T00:00:00Z"}"#);
    let shared = N::from_text(r#"{"id": "ann", "name": "Ann"}"#);
    let local = wire.local_message(Some(&shared));
    assert!(local.get("user").is_some_and(|user| user.same(&shared)));
    assert!(wire.get("user").is_some_and(|user| !user.same(&shared)), "the original stays as it came");
}

pub fn own_reactions_outlive_copies_that_say_nothing_of_them<N: FromText>() {
    let own = |message: &N| message.get("own_reactions").map_or(0, |own| own.len());
    let held = N::from_text(r#"{"id": "m", "own_reactions": [1, 2]}"#);
    // What the copy says, whether an event tells of it, what is shown then, what the copy says then.
    for (said, told, shown, left) in
        [("", false, 2, 0), ("[]", false, 2, 0), ("[3]", false, 1, 1), ("[3]", true, 2, 2), ("", true, 2, 2)]
    {
        let member = if said.is_empty() { String::new() } else { format!(r#", "own_reactions": {said}"#) };
        let copy = N::from_text(&format!(r#"{{"id": "m"{member}}}"#));
        let local = copy.newer_message(&copy.message_head(), None, Some(&held), told);
        assert_eq!((own(&local), own(&copy)), (shown, left), "{said} {told}");
    }
    let copy = N::from_text(r#"{"id": "m", "own_reactions": [3]}"#);
    assert_eq!(own(&copy.newer_message(&copy.message_head(), None, None, true)), 1, "nothing was held");
}

pub fn a_newer_message_has_the_dates_of_its_head<N: FromText>() {
    for (created, updated) in [
        ("2026-01-01T00:00:00.123Z", "2026-01-01T00:00:01Z"),
        ("2026-01-01T00:00:00.123Z", "2026-01-01T00:00:00.123Z"),
        ("1969-12-31T23:59:59.999Z", "2026-01-01T02:00:00+02:00"),
    ] {
        let copy = N::from_text(&format!(r#"{{"id": "m", "created_at": "{created}", "updated_at": "{updated}"}}"#));
        let local = copy.newer_message(&copy.message_head(), None, None, false);
        assert_eq!(
            (local.time("created_at"), local.time("updated_at")),
            (copy.time("created_at"), copy.time("updated_at")),
            "{created}"
        );
        assert!(local.time("created_at").is_some(), "{created}");
    }
    let never = N::from_text(r#"{"id": "m", "created_at": "0001-01-01T00:00:00Z"}"#);
    let local = never.newer_message(&never.message_head(), None, None, false);
    assert!(local.time("created_at").is_some_and(|at| Some(at) < Nanos::parse("1678-01-01T00:00:00Z")));
    let undated = N::from_text(r#"{"id": "m", "created_at": "yesterday", "updated_at": null}"#);
    let local = undated.newer_message(&undated.message_head(), None, None, false);
    assert!(local.get("created_at").is_none() && local.get("updated_at").is_none());
}

pub fn totals_are_taken_as_far_as_they_are_there<N: FromText>() {
    let me = N::from_text(r#"{"id": "ann", "total_unread_count": 1, "unread_channels": 1, "unread_threads": 1}"#);
    me.take_totals(&N::from_text(
        r#"{"total_unread_count": 0, "unread_channels": null, "unread_count": 5, "id": "bob"}"#,
    ));
    let counts = ["total_unread_count", "unread_channels", "unread_count", "unread_threads"].map(|key| me.num(key));
    assert_eq!((counts, me.str("id").as_deref()), ([Some(0.0), Some(1.0), Some(5.0), Some(1.0)], Some("ann")));
}

const PEOPLE: &str = r#"[{"user": {"id": "ann", "updated_at": "2026-01-01T00:00:00Z"}, "user_id": "ann"}, {"user_id": "gone"},
    {"user": {"id": "bob", "updated_at": "2026-01-01T00:00:00Z", "last_active": "2026-01-01T00:00:02Z"}}, null, {"user": {"name": "nobody"}},
    {"user": {"id": "__proto__"}}]"#;

/// Ann with the same times, and Bob with an older one.
const KNOWN: &str = r#"{"ann": {"id": "ann", "name": "Ann", "updated_at": "2026-01-01T00:00:00Z"},
    "bob": {"id": "bob", "updated_at": "2026-01-01T00:00:00Z", "last_active": "2026-01-01T00:00:01Z"}}"#;

pub fn users_that_are_not_known_or_have_other_times_are_told<N: FromText>() {
    let told = N::from_text(PEOPLE).users_in(&N::from_text(KNOWN));
    let ids: Vec<_> = told.items().filter_map(|user| user.str("id")).collect();
    assert!(ids.ends_with(&["bob".into(), "__proto__".into()]), "{ids:?}");
}

pub fn what_read_states_say_is_told_one_by_one<N: FromText>() {
    let at = |second| Nanos::parse(&format!("2026-01-01T00:00:0{second}.000001Z"));
    let list = N::from_text(
        r#"[{"user": {"id": "ann"}, "last_read": "2026-01-01T00:00:01.000001Z", "unread_messages": 4294967295},
        {"user": {"id": "bob"}, "last_delivered_at": "2026-01-01T00:00:02.000001Z", "unread_messages": -1.5}, {}]"#,
    );
    let mut told = Vec::new();
    list.each_read(&mut |head| told.push((head.user_id.to_owned(), head.last_read, head.delivered_at, head.unread)));
    let expected = [("ann", at(1), None, u32::MAX), ("bob", None, at(2), 0), ("", None, None, 0)];
    assert_eq!(told, expected.map(|(id, read, delivered, unread)| (id.to_owned(), read, delivered, unread)));
    N::array().each_read(&mut |head| panic!("{head:?} of an empty list"));
}

pub fn members_become_a_record_with_the_users_that_are_known<N: FromText>() {
    let (list, known) = (N::from_text(PEOPLE), N::from_text(KNOWN));
    let record = list.by_user(&known, false);
    assert_eq!(record.keys(), ["ann", "gone", "bob", "__proto__"]);
    let user = |record: &N, id| record.get_named(id).and_then(|member| member.get("user"));
    assert!(user(&record, "ann").is_some_and(|user| user.says("name", "Ann")), "the one object of this user");
    assert!(
        user(&record, "__proto__").is_some_and(|user| user.says("id", "__proto__")),
        "as it came: nobody knows them"
    );
    assert!(user(&record, "gone").is_none());
    let original = list.at(0).and_then(|member| member.get("user"));
    assert!(original.is_some_and(|user| user.get("name").is_none()), "the original stays as it came");
}

pub fn read_states_become_a_record_with_dates_and_counts<N: FromText>() {
    let list = N::from_text(
        r#"[{"user": {"id": "ann"}, "user_id": "other", "last_read": "2026-01-01T00:00:01.123456Z", "last_delivered_at": "2026-01-01T00:00:02Z",
        "last_read_message_id": "m1"}, {"user": {"id": "bob"}, "unread_messages": 3}, {"user_id": "gone"}]"#,
    );
    let record = list.by_user(&N::object(), true);
    assert_eq!(record.keys(), ["ann", "bob"]);
    let (ann, bob) = (record.get_named("ann").expect("there"), record.get_named("bob").expect("there"));
    // Dates hold milliseconds.
    let ms = |text| Nanos::parse(text).map(Nanos::unix_ms);
    assert_eq!(ann.time("last_read").map(Nanos::unix_ms), ms("2026-01-01T00:00:01.123Z"));
    assert_eq!(ann.time("last_delivered_at").map(Nanos::unix_ms), ms("2026-01-01T00:00:02Z"));
    assert_eq!((ann.num("unread_messages"), ann.str("last_read_message_id").as_deref()), (Some(0.0), Some("m1")));
    assert_eq!((bob.num("unread_messages"), bob.time("last_read")), (Some(3.0), None));
}
