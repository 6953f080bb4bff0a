//! Owns who the caller is: api key, tokens, anonymous and server callers. Does not own what the caller may do.
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{FromRef, FromRequestParts, Query};
use axum::http::request::Parts;
use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::acting::ActingFor;
use crate::answer::endpoint;
use crate::app::Shared;
use crate::clock::{unix_second, unix_time};
use crate::error::{Code, Error, Result};
use crate::ids::check_user_id;

/// How far `iat` may lie in the future, in seconds: issuers round up.
const IAT_LEEWAY: i64 = 2;
/// The third part of a development token (protocol notes, "Development token").
const DEV_SIGNATURE: &str = "devtoken";

/// What kind of caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Proved to be a user.
    User,
    /// Nobody known, under a made-up id.
    Anonymous,
    /// The application's own server, acting for a user or for itself.
    Server,
}

/// The caller of an operation.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The acting user; empty if a server acts for nobody.
    pub user_id: String,
    /// How that was established.
    pub kind: Kind,
    /// The caller's connection, if it is live and the caller's own.
    pub connection: Option<String>,
    /// The connection id as sent, to tell "none" from "unknown".
    pub named_connection: Option<String>,
    /// When the token was issued, in Unix seconds, if it says so.
    pub issued_at: Option<f64>,
}

impl Caller {
    /// A user without connection.
    pub fn user(user_id: &str) -> Self {
        Caller {
            user_id: user_id.to_owned(),
            kind: Kind::User,
            connection: None,
            named_connection: None,
            issued_at: None,
        }
    }

    /// Whether this is the application's own server.
    pub fn is_server(&self) -> bool {
        self.kind == Kind::Server
    }

    /// Refuses everybody but the application's own server (code 17).
    pub fn require_server(&self) -> Result<()> {
        match self.is_server() {
            true => Ok(()),
            false => {
                Err(Error::not_allowed("only a server may do this: it needs a token signed for {\"server\": true}"))
            }
        }
    }

    /// The live connection, which `watch` and `presence` need.
    pub fn live_connection(&self) -> Result<&str> {
        match (&self.connection, &self.named_connection) {
            (Some(id), _) => Ok(id),
            (None, Some(_)) => {
                Err(Error::new(Code::ConnectionNotFound, "this connection_id is not (or no longer) connected"))
            }
            (None, None) => Err(Error::input("watch and presence need the connection_id of a live connection")),
        }
    }
}

/// The query parameters that every call carries.
#[derive(Debug, Default, Deserialize)]
pub struct Common {
    /// The application's key.
    pub api_key: Option<String>,
    /// The caller as he names himself; a token overrules it.
    pub user_id: Option<String>,
    /// The caller's connection.
    pub connection_id: Option<String>,
    /// The token, where no header can be sent.
    pub authorization: Option<String>,
    /// `jwt` or `anonymous`, where no header can be sent.
    #[serde(rename = "stream-auth-type")]
    pub auth_type: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    server: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    /// Makes every minted token another one, even two for the same user in the same second. Nobody reads it.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
}

/// The application's key and secret.
pub struct Keys {
    /// Public name of the application.
    pub api_key: String,
    dev_tokens: AtomicBool,
    decoding: DecodingKey,
    encoding: EncodingKey,
    validation: Validation,
}

impl Keys {
    /// `dev_tokens` lets anybody be anybody, as development tokens do.
    pub fn new(api_key: &str, secret: &str, dev_tokens: bool) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.required_spec_claims.clear();
        validation.validate_aud = false;
        validation.validate_nbf = true;
        validation.leeway = 0;
        Keys {
            api_key: api_key.to_owned(),
            dev_tokens: AtomicBool::new(dev_tokens),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            validation,
        }
    }

    /// Lets development tokens in, or no longer.
    pub fn allow_dev_tokens(&self, allowed: bool) {
        self.dev_tokens.store(allowed, Ordering::Relaxed);
    }

    /// A token for a user, optionally one that expires at a Unix second.
    pub fn mint(&self, user_id: &str, exp: Option<i64>) -> Result<String> {
        let jti = Some(Uuid::new_v4().to_string());
        let iat = Some(unix_time());
        let claims = Claims { user_id: Some(user_id.to_owned()), server: false, iat, exp, jti };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
            .map_err(|_| Error::new(Code::Internal, "internal error: the token could not be signed"))
    }

    /// Who calls, from the key, the kind of authentication and the token.
    pub fn authenticate(&self, common: &Common, auth_type: Option<&str>, token: Option<&str>) -> Result<Caller> {
        match common.api_key.as_deref() {
            Some(key) if key == self.api_key => {}
            Some(_) => return Err(Error::new(Code::AccessKey, "this api_key is unknown")),
            None => {
                return Err(Error::new(Code::AccessKey, "the query parameter api_key is missing"));
            }
        }
        let named_connection = common.connection_id.clone().filter(|id| !id.is_empty());
        let caller =
            |user_id: String, kind, issued_at| Caller { user_id, kind, connection: None, named_connection, issued_at };
        if auth_type == Some("anonymous") {
            let id = common.user_id.clone().unwrap_or_default();
            return Ok(caller(format!("!anon-{}", id.trim_start_matches('!')), Kind::Anonymous, None));
        }
        let token = token.map(|token| token.strip_prefix("Bearer ").unwrap_or(token)).filter(|token| !token.is_empty());
        let Some(token) = token else {
            return Err(Error::new(Code::Authentication, "the token is missing: send it in the Authorization header"));
        };
        let claims = self.verify(token)?;
        if claims.server {
            return Ok(caller(common.user_id.clone().unwrap_or_default(), Kind::Server, claims.iat));
        }
        match claims.user_id {
            Some(id) if check_user_id(&id).is_ok() => Ok(caller(id, Kind::User, claims.iat)),
            _ => Err(Error::new(Code::Authentication, "the token names no valid user_id")),
        }
    }

    fn verify(&self, token: &str) -> Result<Claims> {
        let parts: Vec<&str> = token.split('.').collect();
        let [_, payload, signature] = parts[..] else {
            return Err(Error::new(Code::Authentication, "the token is malformed: a JWT has three parts"));
        };
        if signature == DEV_SIGNATURE && self.dev_tokens.load(Ordering::Relaxed) {
            return dev_claims(payload);
        }
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation)
            .map_err(|error| match error.kind() {
                ErrorKind::ExpiredSignature => Error::new(Code::TokenExpired, "the token has expired"),
                ErrorKind::ImmatureSignature => Error::new(Code::TokenNotYetValid, "the token is not valid yet"),
                ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm => signature_error(),
                _ if declares_other_algorithm(parts[0]) => signature_error(),
                _ => Error::new(Code::Authentication, "the token is malformed"),
            })?
            .claims;
        match claims.iat {
            Some(iat) if iat > (unix_second() + IAT_LEEWAY) as f64 => {
                Err(Error::new(Code::TokenUsedBeforeIssued, "the token was issued in the future"))
            }
            _ => Ok(claims),
        }
    }
}

fn signature_error() -> Error {
    Error::new(
        Code::TokenSignature,
        "the token's signature is invalid: it must be HS256 with this application's secret",
    )
}

/// Decodes base64 in every dialect: either alphabet, with and without padding.
fn any_base64(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let standard = GeneralPurpose::new(&STANDARD, config).decode(text);
    standard.or_else(|_| GeneralPurpose::new(&URL_SAFE, config).decode(text)).ok()
}

/// The user that a token names, whether or not the token is genuine.
pub fn claimed_user(token: &str) -> Option<String> {
    let claims: Value = serde_json::from_slice(&any_base64(token.split('.').nth(1)?)?).ok()?;
    claims["user_id"].as_str().map(str::to_owned)
}

/// Whether a token says that a server sends it, whether or not that is true.
pub fn claims_server(token: &str) -> bool {
    let claims = token.split('.').nth(1).and_then(any_base64);
    let claims = claims.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    claims.is_some_and(|claims| claims["server"] == true)
}

fn declares_other_algorithm(header: &str) -> bool {
    any_base64(header)
        .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok())
        .is_some_and(|header| header["alg"] != "HS256")
}

fn dev_claims(payload: &str) -> Result<Claims> {
    let claims = any_base64(payload).and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    match claims.as_ref().and_then(|claims| claims["user_id"].as_str()) {
        Some(user_id) => {
            Ok(Claims { user_id: Some(user_id.to_owned()), server: false, iat: None, exp: None, jti: None })
        }
        None => Err(Error::new(Code::Authentication, "the development token names no user_id")),
    }
}

impl<S> FromRequestParts<S> for Caller
where
    Shared: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let app = Shared::from_ref(state);
        let Query(common) =
            Query::<Common>::try_from_uri(&parts.uri).map_err(|_| Error::input("the query string cannot be read"))?;
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let auth_type = header("stream-auth-type").or(common.auth_type.as_deref());
        let token = header("authorization").or(common.authorization.as_deref());
        let mut caller = app.authenticate(&common, auth_type, token)?;
        if caller.is_server() {
            if let Some(ActingFor(id)) = parts.extensions.get() {
                caller.user_id.clone_from(id);
            }
            if !caller.user_id.is_empty() {
                check_user_id(&caller.user_id)?;
            }
        } else {
            app.rates.admit(&endpoint(&parts.method, &parts.extensions), &caller.user_id, unix_second())?;
        }
        caller.connection = caller.named_connection.clone().filter(|id| app.hub.owns(id, &caller.user_id));
        Ok(caller)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::new("key", "secret", true)
    }

    fn code(token: &str) -> Code {
        let common = Common { api_key: Some("key".to_owned()), ..Common::default() };
        keys().authenticate(&common, None, Some(token)).unwrap_err().code
    }

    fn encoded(text: &str) -> String {
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
    }

    #[test]
    fn a_development_token_is_read_in_every_dialect_of_base64() {
        use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
        let text = r#"{"user_id":"ab~?>c"}"#.replace("ab~?>c", "bob-1");
        for engine in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
            let token = format!("e30.{}.devtoken", engine.encode(&text));
            assert_eq!(keys().verify(&token).unwrap().user_id.as_deref(), Some("bob-1"));
        }
    }

    #[test]
    fn a_token_without_algorithm_is_refused() {
        let token = format!("{}.{}.", encoded(r#"{"alg":"none"}"#), encoded(r#"{"user_id":"bob"}"#));
        assert_eq!(code(&token), Code::TokenSignature);
    }

    #[test]
    fn development_tokens_are_refused_when_switched_off() {
        let token =
            format!("{}.{}.devtoken", encoded(r#"{"alg":"HS256","typ":"JWT"}"#), encoded(r#"{"user_id":"bob"}"#));
        assert!(Keys::new("key", "secret", false).verify(&token).is_err());
    }

    #[test]
    fn times_in_the_token_are_honoured_with_their_own_codes() {
        let sign = |claims: Value| jsonwebtoken::encode(&Header::default(), &claims, &keys().encoding).unwrap();
        let now = unix_second();
        let token = |key: &str, at: i64| sign(serde_json::json!({"user_id": "bob", key: at}));
        assert_eq!(code(&token("exp", now - 1)), Code::TokenExpired);
        assert_eq!(code(&token("nbf", now + 60)), Code::TokenNotYetValid);
        assert_eq!(code(&token("iat", now + 60)), Code::TokenUsedBeforeIssued);
        assert_eq!(code("no token"), Code::Authentication);
        let foreign = Keys::new("key", "other", true).mint("bob", None).unwrap();
        assert_eq!(code(&foreign), Code::TokenSignature);
    }
}
