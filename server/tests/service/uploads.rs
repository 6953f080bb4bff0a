//! Uploads: what is taken, how it is served, who may delete it, and what no upload can do to a browser or the disk.
use crate::support;

use std::path::PathBuf;

use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use stream_chat_local::Config;
use support::{Reply, Server, User};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const MP4: &[u8] = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom0123456789";
const ROOM: &str = "/channels/messaging/room";

fn part(name: &str, mime: &str, bytes: &[u8]) -> Part {
    Part::bytes(bytes.to_vec()).file_name(name.to_owned()).mime_str(mime).unwrap()
}

fn form(name: &str, mime: &str, bytes: &[u8]) -> Form {
    Form::new().part("file", part(name, mime, bytes))
}

fn request(user: &User, path: &str) -> RequestBuilder {
    let url = format!("{}{path}?api_key=local-key&user_id={}", user.url, user.id);
    user.http.post(url).header("Authorization", &user.token).header("stream-auth-type", "jwt")
}

async fn reply(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    Reply { status: response.status().as_u16(), body: response.json().await.unwrap_or(Value::Null) }
}

async fn upload(user: &User, path: &str, form: Form) -> Reply {
    reply(request(user, path).multipart(form)).await
}

/// Uploads and answers the address.
async fn put(user: &User, path: &str, name: &str, mime: &str, bytes: &[u8]) -> String {
    upload(user, path, form(name, mime, bytes)).await.ok()["file"].as_str().unwrap().to_owned()
}

async fn remove(user: &User, path: &str, url: &str) -> Reply {
    let query = reqwest::Url::parse_with_params("http://x/", [("url", url)]).unwrap();
    user.delete(&format!("{path}?{}", query.query().unwrap())).await
}

async fn get(server: &Server, url: &str, headers: &[(&str, &str)]) -> Response {
    let request = headers.iter().fold(server.http.get(url), |request, (name, value)| request.header(*name, *value));
    request.send().await.unwrap()
}

#[track_caller]
fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

async fn furnished() -> (Server, [User; 3]) {
    let server = Server::start().await;
    let users = server.people(["amira", "ben", "mallory"]).await;
    users[0].open("messaging:room", &["amira", "ben"]).await;
    (server, users)
}

/// A folder of this test's own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("stream-chat-local-uploads-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn config(&self) -> Config {
        Config { memory: false, db: Some(self.0.join("chat.db")), ..Config::for_tests() }
    }

    fn files(&self) -> usize {
        std::fs::read_dir(self.0.join("chat.db.uploads")).map_or(0, Iterator::count)
    }

    /// A server with other settings than the default ones.
    async fn with_settings(&self, settings: Value) -> Server {
        Server::with(self.config()).await.handle.stop().await;
        let conn = rusqlite::Connection::open(self.0.join("chat.db")).unwrap();
        let sql = "INSERT INTO app_settings (id, settings) VALUES (1, ?1)";
        conn.execute(sql, [settings.to_string()]).unwrap();
        drop(conn);
        Server::with(self.config()).await
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn an_image_can_be_uploaded_sent_and_shown_by_anybody_who_knows_its_address() {
    let (server, [amira, ben, _]) = furnished().await;
    let url = put(&amira, &format!("{ROOM}/image"), "Grüße aus Köln.png", "image/png", PNG).await;
    assert!(url.starts_with(&format!("{}/files/", server.handle.url)), "{url}");
    let attachment = json!({"type": "image", "image_url": url});
    ben.send("messaging:room", json!({"attachments": [attachment]})).await.ok();
    let shown = get(&server, &url, &[("Origin", "https://app.test")]).await;
    assert_eq!(shown.status(), 200);
    for (name, value) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("access-control-allow-origin", "*"),
        ("accept-ranges", "bytes"),
    ] {
        assert_eq!(header(&shown, name), value, "{name}");
    }
    assert!(header(&shown, "content-disposition").starts_with("inline; filename=\"Gr__e aus K_ln.png\""));
    assert!(header(&shown, "content-disposition").ends_with("filename*=UTF-8''Gr%C3%BC%C3%9Fe%20aus%20K%C3%B6ln.png"));
    assert_eq!(shown.bytes().await.unwrap(), PNG);
}

#[tokio::test]
async fn files_need_no_channel_and_a_video_can_be_read_in_pieces() {
    let (server, [amira, ..]) = furnished().await;
    let url = put(&amira, "/uploads/file", "clip.mp4", "video/mp4", MP4).await;
    let size = MP4.len();
    let whole = get(&server, &url, &[]).await;
    assert_eq!((header(&whole, "content-type"), header(&whole, "content-length")), ("video/mp4", "34"));
    let tag = header(&whole, "etag").to_owned();
    for (range, status, piece, described) in [
        ("bytes=24-27", 206, &MP4[24..28], format!("bytes 24-27/{size}")),
        ("bytes=30-", 206, &MP4[30..], format!("bytes 30-33/{size}")),
        ("bytes=-2", 206, &MP4[32..], format!("bytes 32-33/{size}")),
        ("bytes=0-99999", 206, MP4, format!("bytes 0-33/{size}")),
        ("bytes=34-", 416, b"", format!("bytes */{size}")),
        ("bytes=0-1, 4-5", 200, MP4, String::new()),
        ("lines=1-2", 200, MP4, String::new()),
    ] {
        let response = get(&server, &url, &[("Range", range)]).await;
        assert_eq!(response.status().as_u16(), status, "{range}");
        assert_eq!(header(&response, "content-range"), described, "{range}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert_eq!(response.bytes().await.unwrap(), piece, "{range}");
    }
    let other = get(&server, &url, &[("Range", "bytes=0-1"), ("If-Range", "\"another\"")]).await;
    assert_eq!(other.status(), 200);
    assert_eq!(get(&server, &url, &[("If-None-Match", &tag)]).await.status(), 304);
    let head = server.http.head(&url).send().await.unwrap();
    assert_eq!((head.status().as_u16(), header(&head, "content-length")), (200, "34"));
}

#[tokio::test]
async fn what_a_browser_could_execute_is_refused_in_every_disguise() {
    let (_server, [amira, ..]) = furnished().await;
    let (file, image) = (format!("{ROOM}/file"), format!("{ROOM}/image"));
    let html = b"<!DOCTYPE html><script>alert(1)</script>";
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    for path in [&file, &image] {
        for (name, mime, bytes) in [
            ("page.html", "text/html", &html[..]),
            ("page.html", "image/png", PNG),
            ("cat.png", "image/png", html),
            ("cat.png", "text/html; charset=utf-8", PNG),
            ("cat.svg", "image/svg+xml", svg),
            ("cat.png", "image/png", svg),
            ("cat.png", "image/png", b"<?xml version=\"1.0\"?><svg/>"),
        ] {
            assert_eq!(upload(&amira, path, form(name, mime, bytes)).await.code(), 4, "{path} {name} {mime}");
        }
    }
    for (name, mime, bytes) in [("a.png", "image/png", &b"hello"[..]), ("a.pdf", "application/pdf", b"%PDF-1.7")] {
        assert_eq!(upload(&amira, &image, form(name, mime, bytes)).await.code(), 4, "an image has to be one: {name}");
    }
}

#[tokio::test]
async fn what_is_not_known_to_be_harmless_is_saved_and_never_shown() {
    let folder = Folder::new("unknown");
    // Even an application that takes everything does not have it executed.
    let open = json!({"blocked_file_extensions": [], "blocked_mime_types": [], "size_limit": 0});
    let server = folder.with_settings(json!({"file_upload_config": open})).await;
    let [amira] = server.people(["amira"]).await;
    for (name, mime, bytes, served) in [
        ("page.html", "text/html", &b"<html><script>x()</script>"[..], "application/octet-stream"),
        ("cat.svg", "image/svg+xml", b"<svg onload='x()'/>", "application/octet-stream"),
        ("code.js", "text/javascript", b"\0alert(1)", "application/octet-stream"),
        ("a.zip", "application/zip", b"PK\x03\x04....", "application/octet-stream"),
        ("lies.png", "image/png", b"just text", "application/octet-stream"),
        ("notes.txt", "text/plain", b"just text", "text/plain; charset=utf-8"),
        ("paper.pdf", "application/pdf", b"%PDF-1.7", "application/pdf"),
    ] {
        let url = put(&amira, "/uploads/file", name, mime, bytes).await;
        let response = get(&server, &url, &[]).await;
        assert_eq!(header(&response, "content-type"), served, "{name}");
        let how = if served == "application/octet-stream" { "attachment" } else { "inline" };
        assert!(header(&response, "content-disposition").starts_with(how), "{name}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn names_cannot_leave_the_folder_and_addresses_cannot_be_varied() {
    let folder = Folder::new("names");
    let server = Server::with(folder.config()).await;
    let [amira] = server.people(["amira"]).await;
    for (given, name) in [
        ("../../../chat.db", "chat.db"),
        ("..\\..\\chat.db", "chat.db"),
        ("/etc/passwd", "passwd"),
        ("..", "file"),
        ("a\u{202E}gpj.txt", "agpj.txt"),
    ] {
        let url = put(&amira, "/uploads/file", given, "text/plain", b"mine").await;
        assert!(url.ends_with(&format!("/{name}")), "{given:?} {url}");
    }
    assert_eq!(folder.files(), 5);
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().flatten().filter(|one| one.path().is_dir()).count(), 1);
    let url = put(&amira, "/uploads/file", "a.txt", "text/plain", b"mine").await;
    let id = url.split('/').rev().nth(1).unwrap();
    for path in [
        format!("files/{id}/b.html"),
        "files/..%2Fchat.db/x".to_owned(),
        "files/%2e%2e%2f%2e%2e%2fetc%2fpasswd/passwd".to_owned(),
        format!("files/{}/a.txt", "0".repeat(32)),
        format!("files/{id}.part/a.txt"),
    ] {
        let response = get(&server, &format!("{}/{path}", server.handle.url), &[]).await;
        assert_eq!(response.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn an_upload_is_one_part_named_file_with_something_in_it() {
    let (_server, [amira, ..]) = furnished().await;
    let path = format!("{ROOM}/file");
    let text = || part("a.txt", "text/plain", b"text");
    for (form, why) in [
        (Form::new(), "no part"),
        (Form::new().part("upload", text()), "another name"),
        (Form::new().part("file", text()).part("file", text()), "two files"),
        (Form::new().part("file", part("a.txt", "text/plain", b"")), "nothing in it"),
    ] {
        assert_eq!(upload(&amira, &path, form).await.code(), 4, "{why}");
    }
    let whole = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhello";
    for (content_type, body, why) in [
        ("multipart/form-data", format!("{whole}\r\n--x--\r\n"), "no boundary"),
        ("multipart/form-data; boundary=x", whole.to_owned(), "no end"),
        ("multipart/form-data; boundary=x", "garbage".to_owned(), "no part at all"),
        ("multipart/form-data; boundary=x", "--x\r\n\0: \u{7f}\r\n\r\n".to_owned(), "no headers"),
        ("application/json", "{}".to_owned(), "no form"),
    ] {
        let sent = request(&amira, &path).header("Content-Type", content_type).body(body);
        assert_eq!(reply(sent).await.code(), 4, "{why}");
    }
    let sent = request(&amira, &path).header("Content-Type", "multipart/form-data; boundary=x");
    reply(sent.body(format!("{whole}\r\n--x--\r\n"))).await.ok();
}

#[tokio::test]
async fn sizes_of_images_are_checked_and_no_picture_is_made_of_them() {
    let (server, [amira, ..]) = furnished().await;
    let path = format!("{ROOM}/image");
    let sized = |sizes: Value| form("a.png", "image/png", PNG).text("upload_sizes", sizes.to_string());
    let good = json!([{"width": 100, "height": 50, "resize": "crop", "crop": "top"}, {"width": 10}]);
    let answer = upload(&amira, &path, sized(good)).await.ok();
    assert!(answer.get("upload_sizes").is_none(), "{answer}");
    let url = answer["file"].as_str().unwrap();
    assert_eq!(get(&server, &format!("{url}?w=10&h=10"), &[]).await.bytes().await.unwrap(), PNG);
    for bad in [json!({}), json!([{"width": 0}]), json!([{"resize": "stretch"}]), json!([{"width": -1}])] {
        assert_eq!(upload(&amira, &path, sized(bad)).await.code(), 4);
    }
    assert_eq!(upload(&amira, &path, sized(json!("x".repeat(10_000)))).await.code(), 22);
}

#[tokio::test]
async fn who_may_not_read_or_is_nobody_uploads_nothing() {
    let (server, [amira, ben, mallory]) = furnished().await;
    let path = format!("{ROOM}/file");
    let text = || form("a.txt", "text/plain", b"text");
    assert_eq!(upload(&mallory, &path, text()).await.code(), 17);
    assert_eq!(upload(&amira, "/channels/messaging/none/file", text()).await.code(), 16);
    assert_eq!(upload(&amira, "/channels/messaging/a%2Fb/file", text()).await.code(), 4);
    let anonymous = |path: &str| {
        let url = format!("{}{path}?api_key=local-key&user_id=x", server.handle.url);
        reply(server.http.post(url).header("stream-auth-type", "anonymous").multipart(text()))
    };
    amira.open("livestream:show", &[]).await;
    for path in ["/uploads/file", "/channels/livestream/show/file"] {
        assert_eq!(anonymous(path).await.code(), 17, "{path}");
    }
    let unsigned = server.http.post(format!("{}/uploads/file?api_key=local-key", server.handle.url)).multipart(text());
    assert_eq!(reply(unsigned).await.code(), 5);
    // A client cannot upload in somebody else's name: the file stays his own.
    let forged = text().text("user", json!({"id": "amira"}).to_string());
    let url = upload(&ben, &path, forged).await.ok()["file"].as_str().unwrap().to_owned();
    let [carla] = server.people(["carla"]).await;
    amira.post(ROOM, json!({"add_members": ["carla"]})).await.ok();
    assert_eq!(remove(&carla, &path, &url).await.code(), 17);
    remove(&ben, &path, &url).await.ok();
}

#[tokio::test]
async fn only_who_uploaded_a_file_and_who_moderates_may_delete_it() {
    let (server, [amira, ben, mallory]) = furnished().await;
    let (file, image) = (format!("{ROOM}/file"), format!("{ROOM}/image"));
    let url = put(&amira, &image, "a.png", "image/png", PNG).await;
    assert_eq!(remove(&ben, &image, &url).await.code(), 17);
    assert_eq!(remove(&mallory, &image, &url).await.code(), 17);
    assert_eq!(remove(&amira, "/uploads/image", &url).await.code(), 16, "it belongs to the channel");
    assert_eq!(get(&server, &url, &[]).await.status(), 200);
    remove(&amira, &image, &url).await.ok();
    assert_eq!(get(&server, &url, &[]).await.status(), 404);
    assert_eq!(remove(&amira, &image, &url).await.code(), 16);
    for bad in ["", "https://example.org/", "/files/../../chat.db/x", "/_dev/reset"] {
        assert_eq!(remove(&amira, &file, bad).await.code(), 4, "{bad}");
    }
    assert_eq!(amira.delete(&file).await.code(), 4, "no address");
    let own = put(&amira, "/uploads/file", "a.txt", "text/plain", b"text").await;
    assert_eq!(remove(&mallory, "/uploads/file", &own).await.code(), 17);
    remove(&amira, "/uploads/file", &own).await.ok();
    let bens = put(&ben, &file, "b.txt", "text/plain", b"text").await;
    amira.post(ROOM, json!({"add_moderators": ["amira"]})).await.ok();
    remove(&amira, &file, &bens).await.ok();
}

#[tokio::test]
async fn limits_come_from_the_settings_and_leave_nothing_behind() {
    let folder = Folder::new("limits");
    let settings = json!({
        "file_upload_config": {"size_limit": 100_000, "allowed_file_extensions": [".txt", "png"]},
        "image_upload_config": {"size_limit": 50, "blocked_mime_types": ["image/gif"]},
    });
    let server = folder.with_settings(settings).await;
    let [amira] = server.people(["amira"]).await;
    let shown = amira.get("/app").await.ok()["app"].clone();
    assert_eq!(shown["file_upload_config"]["size_limit"], 100_000);
    assert_eq!(shown["image_upload_config"]["blocked_mime_types"], json!(["image/gif"]));
    let text = |length: usize| form("a.txt", "text/plain", &vec![b'x'; length]);
    upload(&amira, "/uploads/file", text(100_000)).await.ok();
    for length in [100_001, 5_000_000] {
        assert_eq!(upload(&amira, "/uploads/file", text(length)).await.code(), 22, "{length}");
    }
    assert_eq!(upload(&amira, "/uploads/file", form("a.pdf", "application/pdf", b"%PDF-1")).await.code(), 4);
    let big = [PNG, &[0; 50]].concat();
    assert_eq!(upload(&amira, "/uploads/image", form("a.png", "image/png", &big)).await.code(), 22);
    assert_eq!(upload(&amira, "/uploads/image", form("a.gif", "image/gif", b"GIF89a")).await.code(), 4);
    assert_eq!(upload(&amira, "/uploads/image", form("a.gif", "image/png", b"GIF89a")).await.code(), 4);
    assert_eq!(folder.files(), 1);
}

#[tokio::test]
async fn the_limit_of_other_bodies_does_not_hold_for_uploads_and_the_default_one_is_shown() {
    let (server, [amira, ..]) = furnished().await;
    let settings = amira.get("/app").await.ok()["app"]["file_upload_config"].clone();
    assert_eq!((&settings["size_limit"], &settings["allowed_mime_types"]), (&json!(104_857_600), &json!([])));
    assert!(settings["blocked_file_extensions"].as_array().unwrap().contains(&json!("html")));
    let movie = [MP4, &vec![7; 3_000_000]].concat();
    let url = put(&amira, &format!("{ROOM}/file"), "movie.mp4", "video/mp4", &movie).await;
    assert_eq!(get(&server, &url, &[]).await.bytes().await.unwrap(), movie);
    let text = json!({"text": "x".repeat(2_000_000)});
    assert_eq!(amira.send("messaging:room", text).await.code(), 22);
}

#[tokio::test]
async fn uploads_survive_a_restart_and_a_reset_removes_them() {
    let folder = Folder::new("restart");
    let server = Server::with(folder.config()).await;
    let [amira] = server.people(["amira"]).await;
    let url = put(&amira, "/uploads/image", "a.png", "image/png", PNG).await;
    server.handle.stop().await;
    // What a killed server left behind: a file that was on its way, and one that was never acknowledged.
    let uploads = folder.0.join("chat.db.uploads");
    std::fs::write(uploads.join(format!("{}.part", "a".repeat(32))), "half").unwrap();
    std::fs::write(uploads.join("b".repeat(32)), "whole").unwrap();
    let server = Server::with(folder.config()).await;
    assert_eq!(folder.files(), 1);
    let path = &url[url.find("/files/").unwrap()..];
    let here = format!("{}{path}", server.handle.url);
    assert_eq!(get(&server, &here, &[]).await.bytes().await.unwrap(), PNG);
    server.back_door(Method::POST, "/reset", None).await.ok();
    assert_eq!(get(&server, &here, &[]).await.status(), 404);
    assert_eq!(folder.files(), 0);
}
