//! Owns asking a page for a preview: from allow-listed hosts only, at public addresses only, boxed in time, size and number.
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use encoding_rs::{Encoding, UTF_8};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Response, header, redirect};
use serde_json::{Map, Value};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use url::Url;

use super::address::is_public;
use super::host::LinkHost;
use super::is_web;
use super::page::preview;
use crate::error::{Error, Result};

/// How long a preview may take with all redirects: what a person waits before sending without.
const PATIENCE: Duration = Duration::from_secs(3);
/// Bytes of a page that are read; what a page says about itself stands at its beginning.
const MAX_PAGE: usize = 512 * 1024;
/// Redirects followed: from the short address, to https, to the language.
const MAX_REDIRECTS: usize = 3;
/// Pages asked for at the same time; whoever comes then gets no preview.
const AT_ONCE: usize = 16;

type Found = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;
type LookUp = Arc<dyn Fn(String) -> Found + Send + Sync>;

/// Fetches pages from the hosts that the command line allows.
pub struct Links {
    hosts: Arc<[LinkHost]>,
    look_up: LookUp,
    client: OnceLock<Option<Client>>,
    free: Semaphore,
}

impl fmt::Debug for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Links").field("hosts", &self.hosts).finish_non_exhaustive()
    }
}

impl Links {
    /// Asks nobody but these hosts.
    pub fn new(hosts: &[LinkHost]) -> Self {
        Links::resolving(
            hosts,
            Arc::new(|name| {
                Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect::<Vec<SocketAddr>>()) })
            }),
        )
    }

    fn resolving(hosts: &[LinkHost], look_up: LookUp) -> Self {
        Links { hosts: hosts.into(), look_up, client: OnceLock::new(), free: Semaphore::new(AT_ONCE) }
    }

    /// Whether there is any host to ask.
    pub fn is_on(&self) -> bool {
        !self.hosts.is_empty()
    }

    /// Refuses addresses that may not be asked (code 4).
    pub fn check(&self, url: &Url) -> Result<()> {
        if !is_web(url) {
            return Err(Error::input("link previews exist for http and https addresses only"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Error::input("link previews are not fetched with a name and a password in the address"));
        }
        match self.hosts.iter().any(|host| host.admits(url)) {
            true => Ok(()),
            false => Err(Error::input(
                "link previews of this host are not fetched: start the server with --link-host HOST[:PORT] to allow it",
            )),
        }
    }

    /// The preview of a page. Everything that goes wrong is an error with code 4: the address is the caller's.
    pub async fn preview(&self, url: &Url) -> Result<Map<String, Value>> {
        self.check(url)?;
        let Ok(_place) = self.free.try_acquire() else {
            return Err(Error::input(format!("{AT_ONCE} link previews are being fetched: try again")));
        };
        let client = self
            .client
            .get_or_init(|| client(Guard { hosts: self.hosts.clone(), look_up: self.look_up.clone() }))
            .as_ref()
            .ok_or_else(|| Error::input("link previews cannot be fetched on this machine"))?;
        let whole = async {
            let (found, response) = self.follow(client, url).await?;
            let html = read(response).await?;
            preview(url, &found, &html).ok_or_else(|| Error::input("the page says nothing about itself"))
        };
        match timeout(PATIENCE, whole).await {
            Ok(result) => result,
            Err(_) => Err(Error::input(format!("the page took longer than {} seconds", PATIENCE.as_secs()))),
        }
    }

    /// Goes where the page sends us, as long as that is allowed.
    async fn follow(&self, client: &Client, url: &Url) -> Result<(Url, Response)> {
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let sent = client.get(url.clone()).header(header::ACCEPT, "text/html, application/xhtml+xml").send();
            let response = sent.await.map_err(|_| Error::input("the page could not be reached"))?;
            if !response.status().is_redirection() {
                return Ok((url, response));
            }
            let target = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
            let target = target.and_then(|target| url.join(target).ok());
            url = target.ok_or_else(|| Error::input("the page redirects to nowhere"))?;
            self.check(&url).map_err(|_| Error::input("the page redirects to a host that is not allowed"))?;
        }
        Err(Error::input(format!("the page redirects more than {MAX_REDIRECTS} times")))
    }
}

/// The text of a page, up to a size.
async fn read(mut response: Response) -> Result<String> {
    if !response.status().is_success() {
        return Err(Error::input(format!("the page answers {}", response.status().as_u16())));
    }
    let declared = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let declared = declared.unwrap_or_default().to_ascii_lowercase();
    let mut parts = declared.split(';').map(str::trim);
    if !matches!(parts.next(), Some("text/html" | "application/xhtml+xml")) {
        return Err(Error::input("there is no HTML page at this address"));
    }
    let charset = parts.find_map(|part| part.strip_prefix("charset=")).map(|name| name.trim_matches('"'));
    let encoding = charset.and_then(|name| Encoding::for_label(name.as_bytes())).unwrap_or(UTF_8);
    let mut bytes = Vec::new();
    while bytes.len() < MAX_PAGE {
        match response.chunk().await.map_err(|_| Error::input("the page ended early"))? {
            Some(chunk) => bytes.extend(chunk.iter().take(MAX_PAGE - bytes.len())),
            None => break,
        }
    }
    Ok(encoding.decode(&bytes).0.into_owned())
}

/// A client that knows no proxy, follows nothing by itself and connects only where the guard lets it.
fn client(guard: Guard) -> Option<Client> {
    let guard = Arc::new(guard);
    let plain = || {
        Client::builder()
            .dns_resolver(guard.clone())
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .user_agent(concat!("stream-chat-local/", env!("CARGO_PKG_VERSION"), " (link previews)"))
    };
    // Where the system has no certificates, pages without encryption still have previews.
    plain().build().or_else(|_| plain().tls_certs_only([]).build()).ok()
}

/// Resolves names for the client. The addresses it answers are the ones connected to: a name that changes its mind
/// between a check and the connection gains nothing.
struct Guard {
    hosts: Arc<[LinkHost]>,
    look_up: LookUp,
}

impl Guard {
    fn may_be(&self, name: &str, address: IpAddr) -> bool {
        match name {
            "localhost" => address.is_loopback() && self.hosts.iter().any(LinkHost::is_localhost),
            _ => is_public(address),
        }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_owned();
        let found = (self.look_up)(name.clone());
        let guard = Guard { hosts: self.hosts.clone(), look_up: self.look_up.clone() };
        Box::pin(async move {
            let mut addresses = found.await?;
            addresses.retain(|address| guard.may_be(&name, address.ip()));
            match addresses.is_empty() {
                true => Err("the name has no public address".into()),
                false => Ok(Box::new(addresses.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::Router;
    use axum::routing::get;

    /// A page on this machine that counts its visitors.
    async fn page() -> (u16, Arc<AtomicUsize>) {
        crate::choose_cryptography();
        let visits = Arc::new(AtomicUsize::new(0));
        let count = visits.clone();
        let show = move || {
            count.fetch_add(1, Ordering::SeqCst);
            async { axum::response::Html("<title>Secret</title>") }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/", get(show))).await });
        (port, visits)
    }

    /// Answers one list of addresses after the other, and the last one for ever.
    fn answering(lists: &[&[&str]]) -> LookUp {
        let parse = |list: &&[&str]| list.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), 0)).collect::<Vec<_>>();
        let lists: Mutex<Vec<_>> = Mutex::new(lists.iter().map(parse).rev().collect());
        Arc::new(move |_| {
            let mut lists = lists.lock().unwrap();
            let list = if lists.len() > 1 { lists.pop() } else { lists.last().cloned() };
            Box::pin(async move { Ok(list.unwrap()) })
        })
    }

    fn links(host: &str, look_up: LookUp) -> Links {
        Links::resolving(&[host.parse().unwrap()], look_up)
    }

    #[tokio::test]
    async fn a_name_with_a_private_address_is_never_connected_to() {
        let (port, visits) = page().await;
        let url = Url::parse(&format!("http://intranet.test:{port}/")).unwrap();
        for address in ["127.0.0.1", "::ffff:127.0.0.1"] {
            let links = links(&format!("intranet.test:{port}"), answering(&[&[address]]));
            assert!(links.preview(&url).await.unwrap_err().message.contains("reached"));
        }
        assert_eq!(visits.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn a_name_that_changes_to_a_private_address_gains_nothing() {
        let guard = Guard {
            hosts: ["rebind.test".parse().unwrap()].into(),
            look_up: answering(&[&["1.1.1.1"], &["127.0.0.1"], &["10.0.0.1", "1.1.1.1"]]),
        };
        let resolve = async || {
            let found = guard.resolve("rebind.test".parse().unwrap()).await;
            found.ok().map(|all| all.map(|one| one.ip().to_string()).collect::<Vec<_>>())
        };
        assert_eq!(resolve().await.unwrap(), ["1.1.1.1"]);
        assert_eq!(resolve().await, None, "each connection is judged by the addresses it uses");
        assert_eq!(resolve().await.unwrap(), ["1.1.1.1"], "only what is public of a mixed answer");
    }

    #[tokio::test]
    async fn localhost_is_this_machine_or_nothing_and_only_if_it_is_named() {
        let (port, visits) = page().await;
        let url = Url::parse(&format!("http://localhost:{port}/")).unwrap();
        let named = format!("localhost:{port}");
        assert_eq!(links(&named, answering(&[&["127.0.0.1"]])).preview(&url).await.unwrap()["title"], "Secret");
        assert!(links(&named, answering(&[&["192.168.0.1", "1.1.1.1"]])).preview(&url).await.is_err());
        assert!(links(&format!("127.0.0.1:{port}"), answering(&[&["127.0.0.1"]])).preview(&url).await.is_err());
        assert_eq!(visits.load(Ordering::SeqCst), 1);
    }
}
