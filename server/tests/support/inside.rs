//! Owns calls to a server that has no port: thousands of requests, each as cheap as a function call. Asserts nothing by itself.
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use stream_chat_local::{Config, InProcess};
use tower::ServiceExt;

use super::{Reply, contract};

/// Largest answer that a test reads, in bytes.
const LONGEST: usize = 64 * 1024 * 1024;

/// A server without a port, with a database in memory.
pub struct Inside {
    pub service: InProcess,
    /// Whether every answer is compared with the schemas, which takes longer than the call.
    pub checked: bool,
}

/// Who calls: the headers that say so.
#[derive(Clone, Debug)]
pub struct Identity {
    pub id: String,
    pub token: Option<String>,
}

impl Identity {
    /// Somebody with a development token, which everybody can make: nothing is signed, and nothing has to be verified.
    pub fn unsigned(id: &str) -> Self {
        let claims = STANDARD.encode(serde_json::json!({"user_id": id}).to_string());
        let token = format!("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{claims}.devtoken");
        Identity { id: id.to_owned(), token: Some(token) }
    }
}

impl Inside {
    pub async fn start() -> Self {
        Inside::with(Config::for_tests()).await
    }

    pub async fn with(config: Config) -> Self {
        Inside { service: InProcess::build(config).await.unwrap(), checked: true }
    }

    /// Somebody with a valid token.
    pub fn user(&self, id: &str) -> Identity {
        Identity { id: id.to_owned(), token: Some(self.service.token(id).unwrap()) }
    }

    /// Somebody without a token.
    pub fn anonymous(&self, id: &str) -> Identity {
        Identity { id: id.to_owned(), token: None }
    }

    /// Somebody who exists.
    pub async fn person(&self, id: &str) -> Identity {
        let user = self.user(id);
        self.post(&user, "/users", serde_json::json!({"users": {id: {"id": id, "name": id}}})).await.ok();
        user
    }

    pub async fn post(&self, who: &Identity, path: &str, body: Value) -> Reply {
        self.call(who, Method::POST, path, Some(body)).await
    }

    pub async fn get(&self, who: &Identity, path: &str) -> Reply {
        self.call(who, Method::GET, path, None).await
    }

    /// Calls with a JSON body or none.
    pub async fn call(&self, who: &Identity, method: Method, path: &str, body: Option<Value>) -> Reply {
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let reply = self.raw(who, method.clone(), path, body).await;
        if self.checked {
            let path = path.split('?').next().unwrap_or_default();
            contract::check_answer(method.as_str(), path, reply.status, &reply.body);
        }
        reply
    }

    /// Calls with any body.
    pub async fn raw(&self, who: &Identity, method: Method, path: &str, body: Vec<u8>) -> Reply {
        let sign = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{sign}api_key=local-key&user_id={}", who.id);
        let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1");
        request = request.header("content-type", "application/json");
        request = match &who.token {
            Some(token) => request.header("authorization", token).header("stream-auth-type", "jwt"),
            None => request.header("stream-auth-type", "anonymous"),
        };
        let response = self.send(request.body(Body::from(body)).unwrap()).await;
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), LONGEST).await.unwrap();
        Reply { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    /// Calls with any request.
    pub async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.service.router.clone().oneshot(request).await.unwrap()
    }
}

/// Encodes one query parameter.
pub fn query(name: &str, value: &str) -> String {
    let url = reqwest::Url::parse_with_params("http://x/", [(name, value)]).unwrap();
    url.query().unwrap_or_default().to_owned()
}
