//! Owns who may come through the back door `/_dev`: not the pages of other sites that the developer happens to have open.
//! A browser reaches loopback addresses for any page, and the back door asks for no token. Does not own what it offers.
use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::Shared;
use crate::error::Error;

/// Refuses requests for the back door that a foreign page made (code 17).
pub async fn guard(State(app): State<Shared>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/_dev") {
        return next.run(request).await;
    }
    match foreign(request.headers(), request.uri(), app.config.is_local()) {
        None => next.run(request).await,
        Some(header) => {
            Error::not_allowed(format!("/_dev is only for this machine, and the header {header} names another one"))
                .into_response()
        }
    }
}

/// The header that names another machine. A page of another site gives itself away by its origin; one whose name was made
/// to point here (DNS rebinding) by the host it believes to talk to. Who opened the server to a network (`--dev`) calls it
/// by other names, so that there only the origin counts: it has to be this machine or the server itself.
fn foreign(headers: &HeaderMap, uri: &Uri, local: bool) -> Option<&'static str> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text("host").or(uri.host());
    if local && host.is_some_and(|host| !is_loopback(host)) {
        return Some("Host");
    }
    let origin = text("origin").map(|origin| origin.split_once("://").map_or("", |(_, host)| host));
    let own = |origin: &str| is_loopback(origin) || !local && Some(origin) == host;
    origin.is_some_and(|origin| !own(origin)).then_some("Origin")
}

/// Whether `host` or `host:port` names this machine.
fn is_loopback(host: &str) -> bool {
    let without_port = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    let name = without_port.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(without_port);
    let address = name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let name = name.to_ascii_lowercase();
    address || name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(host: &str, origin: Option<&str>, local: bool) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        headers.insert("host", host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().unwrap());
        }
        foreign(&headers, &Uri::from_static("/_dev/config"), local)
    }

    #[test]
    fn pages_of_this_machine_come_through_from_any_port() {
        for host in ["127.0.0.1:8790", "localhost:8790", "[::1]:8790", "127.1.2.3", "Localhost", "chat.localhost:1"] {
            assert_eq!(verdict(host, None, true), None, "{host}");
            assert_eq!(verdict("127.0.0.1:8790", Some(&format!("http://{host}")), true), None, "{host}");
        }
    }

    #[test]
    fn other_pages_do_not() {
        for host in ["evil.example", "localhost.evil.example:8790", "127.0.0.1.evil.example", "192.168.0.7:8790", ""] {
            assert_eq!(verdict(host, None, true), Some("Host"), "{host}");
        }
        for origin in ["https://evil.example", "null", "http://127.0.0.1.evil.example", "http://192.168.0.7", "x"] {
            assert_eq!(verdict("localhost:8790", Some(origin), true), Some("Origin"), "{origin}");
        }
    }

    #[test]
    fn a_server_that_was_opened_to_the_network_is_called_by_its_name() {
        assert_eq!(verdict("chat.lan:8790", None, false), None);
        assert_eq!(verdict("chat.lan:8790", Some("http://chat.lan:8790"), false), None);
        assert_eq!(verdict("chat.lan:8790", Some("http://evil.example"), false), Some("Origin"));
    }
}
