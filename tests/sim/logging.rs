//! Nothing secret is logged: no token and no text of a message, in no line and in no error.

use serde_json::json;

use crate::harness::{Chance, Page, SECRET_TEXT, SECRET_TOKEN, Server, Tokens, connected_as, error, token, watch};

/// Looks through everything a person could find in a console.
#[track_caller]
fn assert_tells_no_secret(page: &Page) {
    let refusals = page.outcomes.iter().filter_map(|(_, outcome)| outcome.as_ref().err());
    for text in page.lines.iter().map(|line| &line.text).chain(refusals.map(|refusal| &refusal.text)) {
        for secret in [SECRET_TEXT, SECRET_TOKEN, token("ann").as_str()] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[test]
fn a_session_in_which_everything_goes_wrong_tells_no_secret() {
    let (mut page, mut server) = connected_as(Page::with(1, |config| config.optimistic_updates = true), Server::new());
    let slot = watch(&mut page, &mut server, "a");
    for fail in 0..5 {
        let promise = page.send_message(slot, json!({"id": format!("m{fail}"), "text": SECRET_TEXT}));
        let request = page.open_request();
        match fail {
            0 => page.network_fails(request),
            1 => page.reply(request, 502, None),
            2 => page.reply(request, 401, Some(error(40, 401, "expired"))),
            3 => page.cancel(promise),
            _ => page.pass(3_000),
        }
        assert!(page.outcome(promise).is_some_and(Result::is_err));
    }
    let event = json!({"type": "message.new", "cid": "messaging:a", "message": {"id": "x", "text": SECRET_TEXT, "created_at": "nonsense"}});
    server.event(&mut page, event);
    page.frame_on(page.live(), None);
    server.reconnect(&mut page);
    page.network_fails(page.open_request());
    page.disconnect_user();
    for credentials in
        [Tokens::Static(&format!("a.b.{SECRET_TOKEN}")), Tokens::Static(&token("eve")), Tokens::Static(SECRET_TOKEN)]
    {
        let promise = page.connect_user(json!({"id": "ann"}), credentials);
        assert!(page.outcome(promise).is_some_and(Result::is_err));
    }
    page.connect_user(json!({"id": "ann"}), Tokens::Provider);
    page.token(*page.questions.last().expect("asked"), &token("eve"));
    assert!(page.lines.len() >= 5, "there is something to look through: {:?}", page.lines);
    assert_tells_no_secret(&page);
}

#[test]
fn a_lost_link_and_a_failed_token_function_are_logged_with_their_reason() {
    let (mut page, _) = crate::harness::connected_with_provider();
    page.socket_ended(page.live(), 1006);
    let lost = page.lines.iter().find(|line| line.level == "warn" && line.text.contains("lost")).expect("a line");
    assert!(lost.text.contains("socket-closed"), "{}", lost.text);
}

#[test]
fn no_run_by_chance_tells_a_secret() {
    for seed in 0..100 {
        let mut run = Chance::new(seed);
        run.steps(250);
        run.silence();
        assert_tells_no_secret(&run.page);
    }
}
