//! Owns what the tests share: a server per test, users who call and listen. Asserts nothing by itself.
#![allow(dead_code, reason = "every test file uses another part")]
pub mod contract;
pub mod inside;
pub mod program;
pub mod story;

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::Method;
use serde_json::{Value, json};
use stream_chat_local::{Config, Handle};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// How long a test waits for something that must happen.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A client for HTTP. The library brings no cryptography of its own and wants some even for plain connections.
pub fn http() -> reqwest::Client {
    stream_chat_local::choose_cryptography();
    reqwest::Client::new()
}

/// A server on a free port with a database in memory.
pub struct Server {
    pub handle: Handle,
    pub http: reqwest::Client,
}

/// Somebody who calls the server.
#[derive(Clone)]
pub struct User {
    pub id: String,
    pub url: String,
    pub token: String,
    pub connection: Option<String>,
    pub http: reqwest::Client,
}

/// A status and a JSON body.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub body: Value,
}

impl Reply {
    /// The body of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.body);
        assert!(self.body["duration"].is_string(), "no duration in {}", self.body);
        self.body
    }

    /// The code of an error, whose shape is checked.
    #[track_caller]
    pub fn code(self) -> i64 {
        assert!(self.status >= 400, "{} {}", self.status, self.body);
        assert_eq!(self.body["StatusCode"], self.status);
        assert!(
            self.body["duration"].is_string() && self.body["message"].is_string() && self.body["details"].is_array()
        );
        self.body["code"].as_i64().unwrap()
    }
}

impl Server {
    pub async fn start() -> Self {
        Server::with(Config::for_tests()).await
    }

    pub async fn with(config: Config) -> Self {
        Server { handle: stream_chat_local::serve(config).await.unwrap(), http: http() }
    }

    /// One that can be broken on purpose.
    pub async fn breakable() -> Self {
        Server::with(Config { faults: true, ..Config::for_tests() }).await
    }

    /// Calls the back door.
    pub async fn back_door(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let request = self.http.request(method, format!("{}/_dev{path}", self.handle.url));
        let request = if let Some(body) = body { request.json(&body) } else { request };
        let response = request.send().await.unwrap();
        Reply { status: response.status().as_u16(), body: response.json().await.unwrap_or(Value::Null) }
    }

    /// Puts a fault in force and answers it.
    pub async fn fault(&self, fault: Value) -> Value {
        self.back_door(Method::POST, "/faults", Some(fault)).await.ok()
    }

    /// Removes all faults.
    pub async fn repair(&self) {
        self.back_door(Method::DELETE, "/faults", None).await.ok();
    }

    /// How often each fault has struck.
    pub async fn strikes(&self) -> Vec<u64> {
        let list = self.back_door(Method::GET, "/faults", None).await.ok();
        list["faults"].as_array().unwrap().iter().map(|fault| fault["struck"].as_u64().unwrap()).collect()
    }

    /// Somebody with a valid token; not connected, perhaps not even known to the server.
    pub fn user(&self, id: &str) -> User {
        let token = self.handle.token(id).unwrap();
        User { id: id.to_owned(), url: self.handle.url.clone(), token, connection: None, http: self.http.clone() }
    }

    /// The application's own server.
    pub fn backend(&self) -> User {
        let key = jsonwebtoken::EncodingKey::from_secret(self.handle.api_secret.as_bytes());
        let token = jsonwebtoken::encode(&jsonwebtoken::Header::default(), &json!({"server": true}), &key).unwrap();
        User { id: String::new(), url: self.handle.url.clone(), token, connection: None, http: self.http.clone() }
    }

    /// Somebody who is connected.
    pub async fn connect(&self, id: &str) -> (User, Socket) {
        self.connect_as(id, json!({"id": id, "name": id})).await
    }

    pub async fn connect_as(&self, id: &str, details: Value) -> (User, Socket) {
        let mut user = self.user(id);
        let mut socket = user.socket(details).await;
        let first = socket.next().await;
        assert_eq!(first["type"], "health.check", "{first}");
        user.connection = first["connection_id"].as_str().map(str::to_owned);
        socket.first = first;
        (user, socket)
    }

    /// Somebody who exists and has a role.
    pub async fn person(&self, id: &str, role: &str) -> User {
        let users = json!({"users": {id: {"id": id, "name": id, "role": role}}});
        self.backend().post("/users", users).await.ok();
        self.user(id)
    }

    /// Several people who exist.
    pub async fn people<const N: usize>(&self, ids: [&str; N]) -> [User; N] {
        let users = ids.map(|id| self.user(id));
        for user in &users {
            user.post("/users", json!({"users": {&user.id: {"id": user.id, "name": user.id}}})).await.ok();
        }
        users
    }
}

impl User {
    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        self.try_call(method, path, body).await.unwrap()
    }

    /// A call that may stay without an answer.
    pub async fn try_call(&self, method: Method, path: &str, body: Option<Value>) -> reqwest::Result<Reply> {
        let mut url = reqwest::Url::parse(&format!("{}{path}", self.url)).unwrap();
        url.query_pairs_mut().append_pair("api_key", "local-key").append_pair("user_id", &self.id);
        if let Some(connection) = &self.connection {
            url.query_pairs_mut().append_pair("connection_id", connection);
        }
        let mut request =
            self.http.request(method, url).header("Authorization", &self.token).header("stream-auth-type", "jwt");
        if let Some(body) = body {
            request = request.json(&body);
        }
        let named = request.try_clone().and_then(|request| request.build().ok());
        let response = request.send().await?;
        let reply = Reply { status: response.status().as_u16(), body: response.json().await.unwrap_or(Value::Null) };
        if let Some(named) = named {
            contract::check_answer(named.method().as_str(), named.url().path(), reply.status, &reply.body);
        }
        Ok(reply)
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.call(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.call(Method::PUT, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.call(Method::GET, path, None).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.call(Method::DELETE, path, None).await
    }

    /// A GET whose argument travels as one JSON parameter.
    pub async fn payload(&self, path: &str, payload: Value) -> Reply {
        let query = reqwest::Url::parse_with_params("http://x/", [("payload", payload.to_string())]).unwrap();
        self.get(&format!("{path}?{}", query.query().unwrap())).await
    }

    /// Creates or opens a channel and watches it if connected.
    pub async fn open(&self, cid: &str, members: &[&str]) -> Value {
        let path = format!("/channels/{}/query", cid.replace(':', "/"));
        let mut data = json!({});
        if !members.is_empty() {
            data["members"] = json!(members);
        }
        self.post(&path, json!({"data": data, "state": true, "watch": self.connection.is_some()})).await.ok()
    }

    /// Sends a text and answers the message.
    pub async fn say(&self, cid: &str, text: &str) -> Value {
        self.send(cid, json!({"text": text})).await.ok()["message"].clone()
    }

    pub async fn send(&self, cid: &str, message: Value) -> Reply {
        self.post(&format!("/channels/{}/message", cid.replace(':', "/")), json!({"message": message})).await
    }

    /// Opens a socket without waiting for the first frame.
    pub async fn socket(&self, details: Value) -> Socket {
        let json = json!({"user_id": self.id, "user_details": details}).to_string();
        self.socket_with(&[("json", &json), ("authorization", &self.token), ("stream-auth-type", "jwt")]).await
    }

    /// Opens a socket, if the server lets it.
    pub async fn try_socket(&self) -> Result<Socket, Refused> {
        let json = json!({"user_id": self.id, "user_details": {"id": self.id}}).to_string();
        self.try_socket_with(&[("json", &json), ("authorization", &self.token), ("stream-auth-type", "jwt")]).await
    }

    pub async fn socket_with(&self, params: &[(&str, &str)]) -> Socket {
        self.try_socket_with(params).await.unwrap()
    }

    async fn try_socket_with(&self, params: &[(&str, &str)]) -> Result<Socket, Refused> {
        let base = self.url.replace("http", "ws");
        let mut url = reqwest::Url::parse(&format!("{base}/connect")).unwrap();
        if !params.iter().any(|(name, _)| *name == "api_key") {
            url.query_pairs_mut().append_pair("api_key", "local-key");
        }
        url.query_pairs_mut().extend_pairs(params);
        let (stream, _) = tokio_tungstenite::connect_async(url.as_str()).await?;
        Ok(Socket { stream, first: Value::Null })
    }

    /// Connects by long poll. What is watched before the first poll waits for it.
    pub async fn connect_by_polls(&mut self) -> Value {
        let json = json!({"user_id": self.id, "user_details": {"id": self.id}}).to_string();
        let query = reqwest::Url::parse_with_params("http://x/", [("json", json)]).unwrap();
        let first = self.get(&format!("/longpoll?{}", query.query().unwrap())).await.ok();
        self.connection = first["event"]["connection_id"].as_str().map(str::to_owned);
        first["event"].clone()
    }
}

/// Why no socket opened.
pub type Refused = tokio_tungstenite::tungstenite::Error;

/// How a socket ended.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    /// With a close frame; the code, if it had one.
    Closed(Option<u16>),
    /// Without: what browsers call 1006.
    Cut,
}

/// An open socket.
pub struct Socket {
    pub stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub first: Value,
}

impl Socket {
    /// The next event, whatever it is.
    pub async fn next(&mut self) -> Value {
        self.try_next().await.expect("the socket was closed")
    }

    /// The next event, or nothing once the socket is closed.
    pub async fn try_next(&mut self) -> Option<Value> {
        loop {
            match timeout(PATIENCE, self.stream.next()).await.expect("no event came") {
                Some(Ok(Message::Text(text))) => {
                    let event = serde_json::from_str(text.as_str()).unwrap();
                    contract::check_event(&event);
                    return Some(event);
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                _ => return None,
            }
        }
    }

    /// The next event of a type; others are skipped.
    pub async fn wait(&mut self, kind: &str) -> Value {
        loop {
            let event = self.next().await;
            if event["type"] == kind {
                return event;
            }
        }
    }

    /// What comes before the socket ends, and how it ends.
    pub async fn rest(&mut self) -> (Vec<Value>, End) {
        let mut events = Vec::new();
        loop {
            match timeout(PATIENCE, self.stream.next()).await.expect("the socket did not end") {
                Some(Ok(Message::Text(text))) => events.push(serde_json::from_str(text.as_str()).unwrap()),
                Some(Ok(Message::Close(frame))) => return (events, End::Closed(frame.map(|frame| frame.code.into()))),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return (events, End::Cut),
            }
        }
    }

    /// Asserts that neither a frame nor the end comes for a while.
    pub async fn stays_silent(&mut self) {
        let next = timeout(Duration::from_millis(200), self.stream.next()).await;
        assert!(next.is_err(), "{next:?}");
    }

    /// The close code of the server.
    pub async fn close_code(&mut self) -> Option<u16> {
        loop {
            match timeout(PATIENCE, self.stream.next()).await.expect("no close came") {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
                Some(Ok(_)) => {}
                _ => return None,
            }
        }
    }

    pub async fn send(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    /// Everything that arrived before the answer to a ping sent now: what the server had to say is in there.
    pub async fn drain(&mut self) -> Vec<Value> {
        self.send(r#"[{"type":"health.check"}]"#).await;
        let mut events = Vec::new();
        loop {
            let event = self.next().await;
            if event["type"] == "health.check" {
                return events;
            }
            events.push(event);
        }
    }

    pub async fn close(mut self) {
        let _ = self.stream.close(None).await;
        while let Some(Ok(_)) = self.stream.next().await {}
    }
}

/// The types of some events.
pub fn types(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}
