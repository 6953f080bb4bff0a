//! What `connectUser` refuses, before anything leaves the page.

use serde_json::{Value, json};

use crate::harness::{Page, Server, Tokens, connected, token};

/// The code of the refusal; nothing may have left the page, and the page must be free for the next user.
#[track_caller]
fn refusal(user: Value, tokens: Tokens<'_>) -> String {
    let mut page = Page::new();
    let promise = page.connect_user(user, tokens);
    let code = page.code(promise).to_owned();
    assert!(page.is_untouched(), "something left the page");
    assert_eq!((page.user_id(), page.next_timer_in()), (None, None));
    let bob = page.connect_user(json!({"id": "bob"}), Tokens::Static(&token("bob")));
    Server::new().accept(&mut page);
    page.resolved(bob);
    code
}

#[track_caller]
fn connects(user: Value) {
    let id = user["id"].as_str().expect("a name").to_owned();
    let mut page = Page::new();
    let promise = page.connect_user(user, Tokens::Static(&token(&id)));
    Server::new().accept(&mut page);
    page.resolved(promise);
}

#[test]
fn a_user_without_an_id() {
    for user in [
        json!({}),
        json!({"id": null}),
        json!({"id": ""}),
        json!({"id": 7}),
        json!({"id": ["ann"]}),
        json!(null),
        json!("ann"),
        json!([]),
    ] {
        assert_eq!(refusal(user.clone(), Tokens::Static(&token("ann"))), "user/id-missing", "{user}");
        assert_eq!(refusal(user.clone(), Tokens::Provider), "user/id-missing", "{user}");
    }
}

#[test]
fn an_id_with_characters_that_the_service_does_not_take() {
    for id in ["a b", "a.b", "a/b", "a:b", "a#b", "é", "ann\n", "ann\0", "../x", "💬", "%41"] {
        assert_eq!(refusal(json!({"id": id}), Tokens::Static(&token(id))), "user/id-invalid", "{id}");
    }
    let long = "a".repeat(256);
    assert_eq!(refusal(json!({"id": long}), Tokens::Static(&token(&long))), "user/id-invalid");
}

#[test]
fn letters_of_either_case_digits_and_three_signs_are_taken() {
    for id in ["ann", "ANN", "Ann-1_2@example", "0", "@", &"Z".repeat(255)] {
        connects(json!({"id": id}));
    }
}

#[test]
fn a_user_object_above_5_kilobytes_of_utf_8() {
    let rest = json!({"id": "ann", "about": ""}).to_string().len();
    let fits = "x".repeat(5 * 1024 - rest);
    connects(json!({"id": "ann", "about": fits}));
    let above = format!("{fits}x");
    assert_eq!(refusal(json!({"id": "ann", "about": above}), Tokens::Static(&token("ann"))), "user/too-large");
}

#[test]
fn the_size_of_a_user_object_is_counted_in_bytes_not_in_characters() {
    // 2 000 characters of three bytes each.
    assert_eq!(
        refusal(json!({"id": "ann", "about": "語".repeat(2_000)}), Tokens::Static(&token("ann"))),
        "user/too-large"
    );
    connects(json!({"id": "ann", "about": "語".repeat(1_600)}));
}

#[test]
fn a_token_made_for_somebody_else() {
    assert_eq!(refusal(json!({"id": "ann"}), Tokens::Static(&token("bob"))), "token/foreign");
    assert_eq!(refusal(json!({"id": "ann"}), Tokens::Static(&token("Ann"))), "token/foreign", "ids differ by case");
}

#[test]
fn a_token_that_is_none() {
    for nonsense in ["", " ", "ann", "a.b", "a.b.c.d", "..", "e30.!.x", "e30.bnVsbA.x"] {
        assert_eq!(refusal(json!({"id": "ann"}), Tokens::Static(nonsense)), "token/malformed", "{nonsense:?}");
    }
}

#[test]
fn a_second_user_while_the_first_is_connected_and_the_first_stays() {
    let (mut page, mut server) = connected();
    let bob = page.connect_user(json!({"id": "bob"}), Tokens::Static(&token("bob")));
    assert_eq!(page.code(bob), "user/another-connected");
    assert_eq!((page.user_id(), page.is_healthy(), page.sockets.len()), (Some("ann"), true, 1));
    page.disconnect_user();
    let bob = page.connect_user(json!({"id": "bob"}), Tokens::Static(&token("bob")));
    server.accept(&mut page);
    page.resolved(bob);
}

#[test]
fn a_second_user_while_the_first_is_connecting_and_the_first_goes_on() {
    let (mut page, mut server) = (Page::new(), Server::new());
    let ann = page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    let bob = page.connect_user(json!({"id": "bob"}), Tokens::Static(&token("bob")));
    assert_eq!(page.code(bob), "user/another-connected");
    server.accept(&mut page);
    page.resolved(ann);
    assert_eq!(page.sockets.len(), 1);
}

#[test]
fn a_guest_while_somebody_is_connected() {
    let (mut page, _) = connected();
    let guest = page.set_guest_user(json!({"id": "visitor"}));
    assert_eq!(page.code(guest), "user/another-connected");
    assert_eq!(page.requests.len(), 0);
}

#[test]
fn a_guest_with_a_bad_name() {
    for (user, code) in [
        (json!({}), "user/id-missing"),
        (json!({"id": "a b"}), "user/id-invalid"),
        (json!({"id": "a", "x": "x".repeat(6_000)}), "user/too-large"),
    ] {
        let mut page = Page::new();
        let guest = page.set_guest_user(user);
        assert_eq!(page.code(guest), code);
        assert!(page.is_untouched());
    }
}
