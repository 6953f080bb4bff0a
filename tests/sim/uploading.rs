//! Uploads: what is refused before anything is sent, that they may take their time, and that a file goes again after an
//! expired token. The rules for names and types are tested where they stand.

use serde_json::{Value, json};

use crate::harness::{Page, Promise, Stage, connected, connected_with_provider, error, token};

const FILE: [&str; 2] = ["messaging", "a"];

fn file(name: &str, size: u32) -> Value {
    json!({"name": name, "type": "text/plain", "size": size})
}

fn upload(page: &mut Page, name: &str, size: u32) -> Promise {
    page.upload("UploadChannelFile", &FILE, file(name, size))
}

#[test]
fn a_file_goes_to_its_channel_as_it_is() {
    let (mut page, _) = connected();
    let promise = upload(&mut page, "a.txt", 5);
    let request = page.last_request();
    assert_eq!((request.method, request.path.as_str()), ("POST", "/channels/messaging/a/file"));
    assert_eq!(page.last_body(), &file("a.txt", 5));
    page.reply(0, 201, Some(json!({"file": "https://x/a.txt"})));
    assert_eq!(page.resolved(promise)["file"], "https://x/a.txt");
}

#[test]
fn what_the_app_does_not_take_is_not_sent_once_its_settings_are_known() {
    let (mut page, _) = connected();
    upload(&mut page, "a.exe", 100);
    assert_eq!(page.requests.len(), 1, "nothing is known yet");
    page.call("GetApp", &[], None, None);
    let blocked = json!({"size_limit": 50, "blocked_file_extensions": ["exe"]});
    page.reply(1, 200, Some(json!({"app": {"file_upload_config": blocked, "image_upload_config": {"size_limit": 9}}})));
    let kind = upload(&mut page, "a.exe", 5);
    assert_eq!(page.code(kind), "upload/type-not-allowed");
    let size = upload(&mut page, "a.txt", 51);
    assert_eq!(page.code(size), "upload/too-large");
    let image = page.upload("UploadImage", &[], file("a.png", 10));
    assert_eq!(page.code(image), "upload/too-large");
    assert_eq!(page.requests.len(), 2);
    upload(&mut page, "a.txt", 50);
    assert_eq!(page.requests.len(), 3);
}

#[test]
fn an_upload_takes_as_long_as_it_takes_unless_the_app_says_otherwise() {
    let (mut page, _) = connected();
    let promise = upload(&mut page, "a.txt", 5);
    let hasty = page.upload_within(1_000, "UploadChannelFile", &FILE, file("b.txt", 5));
    page.pass(1_000);
    assert_eq!(page.code(hasty), "request/timeout");
    page.pass(3_600_000);
    assert!(page.is_pending(promise));
    page.cancel(promise);
    assert_eq!((page.code(promise), page.requests[0].stage), ("request/cancelled", Stage::Aborted));
}

#[test]
fn an_upload_does_not_wait_for_a_connection_for_ever() {
    let mut page = Page::new();
    page.connect_user(json!({"id": "ann"}), crate::harness::Tokens::Static(&token("ann")));
    let promise = upload(&mut page, "a.txt", 5);
    page.pass(15_000);
    assert_eq!(page.code(promise), "connection/lost");
    assert_eq!(page.requests.len(), 0);
}

#[test]
fn the_same_file_goes_again_with_a_new_token() {
    let (mut page, _) = connected_with_provider();
    let promise = upload(&mut page, "a.txt", 5);
    page.reply(0, 401, Some(error(40, 401, "expired")));
    page.token(page.questions[1], &token("ann"));
    assert_eq!(page.requests.len(), 2);
    assert_eq!(page.last_body(), &file("a.txt", 5));
    page.reply(1, 201, Some(json!({"file": "https://x/a.txt"})));
    page.resolved(promise);
}
