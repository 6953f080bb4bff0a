//! Owns one call of every operation of the contract, as a story: in order, and what one call answers is used by later
//! ones. Tests tell it as it is, or as somebody else, or garbled. Asserts nothing by itself.
mod chapters;

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use axum::response::Html;
use axum::routing::get;
use clap::Parser;
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};
use stream_chat_local::Config;
use stream_chat_local::clock::{Clock, Time};
use tokio::net::TcpListener;

#[allow(unused_imports, reason = "every test file uses another part")]
pub use chapters::{Row, SAID, SCENE, STORY, is_private};

use chapters::Sends::{Json, Picture};

use super::Reply;
use super::inside::{Identity, Inside};

/// The smallest picture there is: a transparent GIF of one pixel.
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
/// What separates the parts of the form.
const BOUNDARY: &str = "next-part";
/// How long the live location lasts, in seconds: longer than any test.
const HOUR: i64 = 3600;

/// The story as it goes: what the answers gave so far.
pub struct Story {
    words: BTreeMap<&'static str, String>,
}

impl Story {
    /// At its beginning, on a server of its own, with a page that may be previewed.
    pub async fn begin() -> (Inside, Self) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let page = Router::new().route("/", get(async || Html("<html><head><title>A page</title></head></html>")));
        tokio::spawn(async { axum::serve(listener, page).await });
        let config = Config::parse_from(["stream-chat-local", "--memory", "--port", "0", "--link-host", &host]);
        let soon = Clock::after(Time::NEVER).now().plus_seconds(HOUR);
        let words = BTreeMap::from([("page", format!("http%3A%2F%2F{host}%2F")), ("soon", soon.to_string())]);
        (Inside::with(config).await, Story { words })
    }

    /// A text with what the answers gave in place of `$name`.
    pub fn fill(&self, text: &str) -> String {
        // Longer names first: one may begin another.
        let mut names: Vec<_> = self.words.keys().collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names.into_iter().fold(text.to_owned(), |text, name| text.replace(&format!("${name}"), &self.words[name]))
    }

    /// The path of a call, with its query, as one would read it.
    pub fn plain_target(&self, row: &Row) -> String {
        self.fill(row.3)
    }

    /// The same, encoded.
    pub fn target(&self, row: &Row) -> String {
        let url = reqwest::Url::parse(&format!("http://x{}", self.fill(row.3))).unwrap();
        url.query().map_or(url.path().to_owned(), |query| format!("{}?{query}", url.path()))
    }

    /// The JSON that a call sends.
    pub fn body(&self, row: &Row) -> Option<Value> {
        match &row.4 {
            Json(text) => Some(serde_json::from_str(&self.fill(text)).unwrap()),
            _ => None,
        }
    }

    /// Makes a call, as the one who makes it in the story.
    pub async fn call(&self, server: &Inside, row: &Row) -> Reply {
        self.call_as(server, row, &identity(server, row.1), &self.target(row), self.body(row)).await
    }

    /// Makes a call as anybody, with another path or body.
    pub async fn call_as(
        &self,
        server: &Inside,
        row: &Row,
        who: &Identity,
        target: &str,
        body: Option<Value>,
    ) -> Reply {
        let sign = if target.contains('?') { '&' } else { '?' };
        let target = format!("{target}{sign}api_key=local-key&user_id={}", who.id);
        let mut request = Request::builder()
            .method(Method::from_bytes(row.2.as_bytes()).unwrap())
            .uri(target)
            .header("host", "127.0.0.1");
        request = match &who.token {
            Some(token) => request.header("authorization", token).header("stream-auth-type", "jwt"),
            None => request.header("stream-auth-type", "anonymous"),
        };
        let (kind, body) = match (&row.4, body) {
            (Picture, _) => (format!("multipart/form-data; boundary={BOUNDARY}"), form()),
            (_, body) => {
                ("application/json".to_owned(), body.map(|body| body.to_string().into_bytes()).unwrap_or_default())
            }
        };
        let response = server.send(request.header("content-type", kind).body(Body::from(body)).unwrap()).await;
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Reply { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    /// Remembers what later calls need of an answer; what was not there.
    pub fn keep(&mut self, row: &Row, body: &Value) -> Vec<&'static str> {
        let mut missing = Vec::new();
        for (name, pointer) in row.5 {
            match body.pointer(pointer).and_then(Value::as_str) {
                Some(word) => drop(self.words.insert(name, word.to_owned())),
                None => missing.push(*pointer),
            }
        }
        missing
    }
}

fn form() -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"dot.gif\"\r\ncontent-type: image/gif\r\n\r\n"
    );
    [head.as_bytes(), GIF, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}

/// Who somebody in the story is.
pub fn identity(server: &Inside, who: &str) -> Identity {
    match who {
        "nobody" => server.anonymous("nobody"),
        "server" => {
            let key = EncodingKey::from_secret(b"local-secret-for-development-only");
            let token = jsonwebtoken::encode(&Header::default(), &json!({"server": true}), &key).unwrap();
            Identity { id: String::new(), token: Some(token) }
        }
        id => server.user(id),
    }
}
