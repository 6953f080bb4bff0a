//! Link previews: asked for, added to messages, and never a way to reach what the command line does not name.
use crate::support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use futures_util::{StreamExt, stream};
use serde_json::json;
use stream_chat_local::Config;
use support::{Reply, Server, User, types};

const ARTICLE: &str = r#"<html><head><title>Window</title><meta property="og:title" content="News &amp; more">
<meta property="og:description" content="What happened"><meta property="og:image" content="/i.png"></head></html>"#;

/// A website on this machine that counts its visitors.
struct Site {
    host: String,
    visits: Arc<AtomicUsize>,
}

impl Site {
    async fn start(elsewhere: &str) -> Site {
        let visits = Arc::new(AtomicUsize::new(0));
        let to = |target: String| get(async move || Redirect::temporary(&target));
        let pages = Router::new()
            .route("/article", get(async || Html(ARTICLE)))
            .route("/short", to("/article".to_owned()))
            .route("/away", to(format!("http://{elsewhere}/article")))
            .route("/file", to("file:///etc/passwd".to_owned()))
            .route("/named", to("http://localhost/article".to_owned()))
            .route("/loop", to("/loop".to_owned()))
            .route("/slow", get(slow))
            .route("/huge", get(huge))
            .route("/picture", get(async || ([(header::CONTENT_TYPE, "image/png")], "<title>Not HTML</title>")))
            .route("/latin", get(latin))
            .route("/empty", get(async || Html("<p>nothing")))
            .layer(axum::middleware::from_fn_with_state(visits.clone(), count));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, pages).await });
        Site { host, visits }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    fn visits(&self) -> usize {
        self.visits.load(Ordering::SeqCst)
    }
}

async fn count(
    State(visits): State<Arc<AtomicUsize>>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    visits.fetch_add(1, Ordering::SeqCst);
    next.run(request).await
}

async fn slow() -> Response {
    let begin = stream::iter([Ok::<_, std::io::Error>(Bytes::from(ARTICLE))]);
    Html(Body::from_stream(begin.chain(stream::pending()))).into_response()
}

async fn huge() -> Response {
    let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![b' '; 65_536])));
    Html(Body::from_stream(stream::iter([Ok(Bytes::from(ARTICLE))]).chain(endless))).into_response()
}

async fn latin() -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=ISO-8859-1")], &b"<title>Caf\xE9</title>"[..]).into_response()
}

/// A server that may ask one site, and another site that it may not ask.
async fn furnished() -> (Server, Site, Site) {
    let other = Site::start("127.0.0.1:9").await;
    let site = Site::start(&other.host).await;
    let server = Server::with(Config { link_hosts: vec![site.host.parse().unwrap()], ..Config::for_tests() }).await;
    (server, site, other)
}

async fn preview(user: &User, url: &str) -> Reply {
    let query = reqwest::Url::parse_with_params("http://x/", [("url", url)]).unwrap();
    user.get(&format!("/og?{}", query.query().unwrap())).await
}

#[tokio::test]
async fn a_client_can_ask_for_a_preview_while_somebody_writes() {
    let (server, site, _) = furnished().await;
    let [amira] = server.people(["amira"]).await;
    let answer = preview(&amira, &site.url("/short")).await.ok();
    for (name, value) in [
        ("type", "image".to_owned()),
        ("title", "News & more".to_owned()),
        ("text", "What happened".to_owned()),
        ("image_url", site.url("/i.png")),
        ("title_link", site.url("/article")),
        ("og_scrape_url", site.url("/short")),
    ] {
        assert_eq!(answer[name], value, "{name}");
    }
    assert_eq!(preview(&amira, &site.url("/latin")).await.ok()["title"], "Café");
}

#[tokio::test]
async fn a_message_goes_out_at_once_and_gets_its_preview_in_an_update() {
    let (server, site, _) = furnished().await;
    let (amira, mut socket) = server.connect("amira").await;
    amira.open("messaging:room", &["amira"]).await;
    socket.drain().await;
    let text = format!("see {} and {}", site.url("/article"), site.url("/latin"));
    let sent = amira.say("messaging:room", &text).await;
    assert_eq!(sent["attachments"], json!([]));
    assert_eq!(socket.wait("message.new").await["message"]["attachments"], json!([]));
    let updated = socket.wait("message.updated").await;
    let attachments = updated["message"]["attachments"].as_array().unwrap();
    assert_eq!((attachments.len(), &attachments[0]["title"]), (1, &json!("News & more")));
    assert_eq!(attachments[0]["og_scrape_url"], site.url("/article"));
    let path = format!("/messages/{}", sent["id"].as_str().unwrap());
    let stored = amira.get(&path).await.ok()["message"].clone();
    assert_eq!(stored["attachments"], updated["message"]["attachments"]);
    assert!(stored["message_text_updated_at"].is_null(), "the text is the same");
    // Another text, another link.
    amira.put(&path, json!({"set": {"text": site.url("/latin"), "attachments": []}})).await.ok();
    assert_eq!(socket.wait("message.updated").await["message"]["attachments"], json!([]));
    assert_eq!(socket.wait("message.updated").await["message"]["attachments"][0]["title"], "Café");
}

#[tokio::test]
async fn no_preview_is_added_where_none_is_wanted_or_one_is_there() {
    let (server, site, other) = furnished().await;
    let (amira, mut socket) = server.connect("amira").await;
    amira.open("messaging:room", &["amira"]).await;
    let url = site.url("/article");
    let path = "/channels/messaging/room/message";
    for body in [
        json!({"message": {"text": url}, "skip_enrich_url": true}),
        json!({"message": {"text": url, "attachments": [{"type": "image", "og_scrape_url": url}]}}),
        json!({"message": {"text": other.url("/article")}}),
        json!({"message": {"text": "no link"}}),
    ] {
        amira.post(path, body).await.ok();
    }
    // The last one is fetched, so whatever else would have been fetched has been asked for before.
    let last = amira.say("messaging:room", &url).await;
    assert_eq!(socket.wait("message.updated").await["message"]["id"], last["id"]);
    assert_eq!((site.visits(), other.visits()), (1, 0));
    assert!(!types(&socket.drain().await).contains(&"message.updated"));
}

#[tokio::test]
async fn without_allowed_hosts_there_are_no_previews_and_the_error_says_how_to_get_them() {
    let site = Site::start("127.0.0.1:9").await;
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    amira.open("messaging:room", &["amira"]).await;
    let refused = preview(&amira, &site.url("/article")).await;
    assert!(refused.body["message"].as_str().unwrap().contains("--link-host"), "{}", refused.body);
    assert_eq!(refused.code(), 4);
    assert_eq!(amira.get("/app").await.ok()["app"]["async_url_enrich_enabled"], false);
    amira.say("messaging:room", &site.url("/article")).await;
    assert_eq!(types(&socket.drain().await).iter().filter(|kind| **kind == "message.updated").count(), 0);
    assert_eq!(site.visits(), 0);
}

#[tokio::test]
async fn nothing_but_the_allowed_host_and_port_is_ever_asked() {
    let (server, site, other) = furnished().await;
    let [amira] = server.people(["amira"]).await;
    let port = site.host.rsplit(':').next().unwrap();
    for url in [
        other.url("/article"),
        format!("http://localhost:{port}/article"),
        format!("http://127.0.0.2:{port}/article"),
        format!("http://[::1]:{port}/article"),
        format!("http://[::ffff:127.0.0.1]:{port}/article"),
        format!("http://{}@{}/article", site.host, other.host),
        format!("http://user:secret@{}/article", site.host),
        format!("ftp://{}/article", site.host),
        "file:///etc/passwd".to_owned(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "/article".to_owned(),
        String::new(),
    ] {
        assert_eq!(preview(&amira, &url).await.code(), 4, "{url}");
    }
    assert_eq!(amira.get("/og").await.code(), 4);
    assert_eq!((site.visits(), other.visits()), (0, 0));
    for (path, visits) in [("/away", 1), ("/file", 2), ("/named", 3), ("/loop", 7)] {
        assert_eq!(preview(&amira, &site.url(path)).await.code(), 4, "{path}");
        assert_eq!(site.visits(), visits, "{path}");
    }
    assert_eq!(other.visits(), 0, "a redirect opens no other host");
}

#[tokio::test]
async fn pages_that_are_slow_or_no_pages_have_no_preview_and_huge_ones_are_cut() {
    let (server, site, _) = furnished().await;
    let [amira] = server.people(["amira"]).await;
    let begun = Instant::now();
    assert_eq!(preview(&amira, &site.url("/slow")).await.code(), 4);
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
    for path in ["/picture", "/empty", "/missing"] {
        assert_eq!(preview(&amira, &site.url(path)).await.code(), 4, "{path}");
    }
    assert_eq!(preview(&amira, &site.url("/huge")).await.ok()["title"], "News & more");
}
