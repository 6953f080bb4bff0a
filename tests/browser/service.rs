//! The bare class against the local server, over the browser's real WebSocket and fetch. The runner gives the server's
//! address at compile time, because a page has no environment.

use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::page::{COMMANDS, Client, VIEWS, get, json, listener, own_network, text, wait};

/// `{url, api_key}` of the local server, if there is one.
fn server() -> Option<(String, String)> {
    own_network();
    let server = option_env!("STREAM_CHAT_LOCAL").map(json);
    if server.is_none() {
        console_log!("skipped: no local server was started for this run");
    }
    server.and_then(|server| Some((text(&server, "url")?, text(&server, "api_key")?)))
}

async fn token(url: &str, user: &str) -> String {
    let window = web_sys::window().expect("a page");
    let response =
        JsFuture::from(window.fetch_with_str(&format!("{url}/_dev/token?user_id={user}"))).await.expect("an answer");
    let body =
        JsFuture::from(response.unchecked_into::<web_sys::Response>().text().expect("a body")).await.expect("a body");
    text(&JSON::parse(&body.as_string().expect("text")).expect("JSON"), "token").expect("a token")
}

async fn connected(url: &str, key: &str, user: &str) -> Client {
    let options = js_sys::Object::new();
    Reflect::set(&options, &"baseURL".into(), &url.into()).expect("an object");
    let client = Client::new(key, options.into(), JsValue::UNDEFINED);
    let promise = client.connect_user(json(&format!(r#"{{"id": "{user}"}}"#)), token(url, user).await.into());
    let hello = JsFuture::from(promise).await.expect("connected");
    assert_eq!(text(&get(&hello, "me"), "id").as_deref(), Some(user));
    client
}

fn command(client: &Client, name: &str, slot: u32, first: &str) -> JsFuture {
    let number = COMMANDS.iter().position(|known| *known == name).expect("a known name") as u32;
    JsFuture::from(client.command(number, slot, json(first), JsValue::UNDEFINED, JsValue::UNDEFINED))
}

fn messages(client: &Client, slot: u32) -> Array {
    let number = VIEWS.iter().position(|known| *known == "channelMessages").expect("a known name") as u32;
    client.view(number, slot, JsValue::UNDEFINED).unchecked_into()
}

#[wasm_bindgen_test]
async fn two_clients_exchange_a_message() {
    let Some((url, key)) = server() else { return };
    let (ann, bob) = (connected(&url, &key, "ann").await, connected(&url, &key, "bob").await);
    let data = json(r#"{"members": ["ann", "bob"]}"#);
    let for_ann = ann.open_channel("messaging", "browser-test".into(), data).expect("a sound name");
    command(&ann, "queryChannel", for_ann, r#"{"watch": true}"#).await.expect("watched");
    let for_bob = bob.open_channel("messaging", "browser-test".into(), JsValue::UNDEFINED).expect("a sound name");
    command(&bob, "queryChannel", for_bob, r#"{"watch": true}"#).await.expect("watched");
    let heard = listener();
    bob.on("message.new".into(), heard.function.clone().into());
    let before = messages(&bob, for_bob).length();
    command(&ann, "sendMessage", for_ann, r#"{"text": "hello"}"#).await.expect("sent");
    while heard.events.length() == 0 || messages(&ann, for_ann).length() <= before {
        wait().await;
    }
    for list in [messages(&ann, for_ann), messages(&bob, for_bob)] {
        assert_eq!(list.length(), before + 1);
        let last = list.get(list.length() - 1);
        assert_eq!(
            (text(&last, "text").as_deref(), text(&get(&last, "user"), "id").as_deref()),
            (Some("hello"), Some("ann"))
        );
    }
    for client in [ann, bob] {
        JsFuture::from(client.disconnect_user()).await.expect("disconnected");
    }
}

#[wasm_bindgen_test]
async fn the_servers_refusal_is_the_errors_number() {
    let Some((url, key)) = server() else { return };
    let ann = connected(&url, &key, "ann").await;
    let slot = ann.open_channel("no-such-type", "x".into(), JsValue::UNDEFINED).expect("a sound name");
    let error = command(&ann, "queryChannel", slot, "{}").await.expect_err("refused");
    assert!(error.is_instance_of::<js_sys::Error>() && get(&error, "code").as_f64().is_some(), "{error:?}");
    JsFuture::from(ann.disconnect_user()).await.expect("disconnected");
}
