//! Owns uploading and deleting files and images, in a channel and outside. What may be uploaded is in `uploads::rules`.
use std::time::Duration;

use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{Multipart, Path, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde_json::json;
use tokio::time::timeout;
use url::Url;

use crate::answer::Answer;
use crate::app::Shared;
use crate::app_settings::{AppSettings, MAX_UPLOAD, UploadConfig};
use crate::auth::{Caller, Kind};
use crate::body::{self, Params};
use crate::db::uploads::{self, Upload};
use crate::error::{Code, Error, Result};
use crate::ids::{Cid, check_user_id};
use crate::permissions::Access;
use crate::render::View;
use crate::uploads::rules;
use crate::uploads::store::{Incoming, is_id};

/// Largest body, in bytes: the largest upload and room for the other parts and what separates them.
pub const MAX_BODY: usize = MAX_UPLOAD as usize + 64 * 1024;
/// Most bytes of a part that is not the file.
const MAX_SMALL_PART: usize = 8 * 1024;
/// Longest list in `upload_sizes`. The protocol names no limit; nobody shows a picture in more sizes.
const MAX_SIZES: usize = 20;
/// How long the rest of a refused upload is read, so that the client reads the answer instead of a broken connection.
const DRAIN: Duration = Duration::from_secs(5);

/// What is uploaded. Images have rules of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    File,
    Image,
}

type Form = std::result::Result<Multipart, MultipartRejection>;

/// `POST /channels/{type}/{id}/file`
pub async fn channel_file(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    headers: HeaderMap,
    form: Form,
) -> Result<Answer> {
    upload(&app, caller, Some(Cid::new(&kind, &id)?), Sort::File, &headers, form).await
}

/// `POST /channels/{type}/{id}/image`
pub async fn channel_image(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    headers: HeaderMap,
    form: Form,
) -> Result<Answer> {
    upload(&app, caller, Some(Cid::new(&kind, &id)?), Sort::Image, &headers, form).await
}

/// `POST /uploads/file`
pub async fn file(State(app): State<Shared>, caller: Caller, headers: HeaderMap, form: Form) -> Result<Answer> {
    upload(&app, caller, None, Sort::File, &headers, form).await
}

/// `POST /uploads/image`
pub async fn image(State(app): State<Shared>, caller: Caller, headers: HeaderMap, form: Form) -> Result<Answer> {
    upload(&app, caller, None, Sort::Image, &headers, form).await
}

async fn upload(
    app: &Shared,
    mut caller: Caller,
    cid: Option<Cid>,
    sort: Sort,
    headers: &HeaderMap,
    form: Form,
) -> Result<Answer> {
    let mut form = form.map_err(|_| Error::input("an upload is a multipart/form-data body with a boundary"))?;
    let prepared = async {
        let base = base_url(headers)?;
        let scope = cid.clone();
        let config = app.read(&caller, move |view| permitted(view, scope.as_ref(), sort)).await?;
        let parts = read_parts(app, &mut form, &config, sort, caller.is_server()).await?;
        Ok((base, parts))
    };
    let (base, parts) = match prepared.await {
        Ok(prepared) => prepared,
        Err(error) => {
            let rest = async { while let Ok(Some(_)) = form.next_field().await {} };
            let _ = timeout(DRAIN, rest).await;
            return Err(error);
        }
    };
    if caller.is_server() && caller.user_id.is_empty() {
        caller.user_id = parts.user.unwrap_or_default();
    }
    let Received { incoming, name, mime } = parts.file;
    app.write(&caller, move |work| {
        let owner = work.author()?;
        // The file may have been on its way for long: what was allowed at its beginning may have ended.
        permitted(work, cid.as_ref(), sort)?;
        let url = file_url(base, &incoming.id, &name)?;
        let upload = Upload {
            id: incoming.id.clone(),
            user_id: owner.id,
            cid,
            name,
            mime: mime.to_owned(),
            size: incoming.size,
            created_at: work.now(),
        };
        uploads::insert(work.conn, &upload)?;
        incoming.keep()?;
        Ok(Answer::created(json!({"file": url.as_str()})))
    })
    .await
}

/// Refuses callers who may not upload here; answers what they may upload.
fn permitted(view: &View<'_>, cid: Option<&Cid>, sort: Sort) -> Result<UploadConfig> {
    if view.caller.kind == Kind::Anonymous {
        return Err(Error::not_allowed("anonymous users can only read"));
    }
    if let Some(cid) = cid {
        let access = view.access(cid)?;
        if !access.kind.is_on("uploads") {
            return Err(Error::new(Code::FeatureNotSupported, "uploads are switched off for this channel type"));
        }
        access.require("upload-file")?;
    } else if !view.caller.is_server() && view.me()?.standing(view.app.clock.reading()).banned {
        return Err(Error::not_allowed("the user is banned and cannot upload anything"));
    }
    let settings = AppSettings::load(view.conn)?;
    Ok(match sort {
        Sort::File => settings.file_upload_config,
        Sort::Image => settings.image_upload_config,
    })
}

struct Parts {
    file: Received,
    /// Only a server can name the owner like this.
    user: Option<String>,
}

struct Received {
    incoming: Incoming,
    name: String,
    mime: &'static str,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

/// A size that an image is wanted in. Checked, and otherwise ignored: this server does not resize.
#[derive(Deserialize)]
struct Size {
    width: Option<u32>,
    height: Option<u32>,
    resize: Option<String>,
    crop: Option<String>,
}

async fn read_parts(
    app: &Shared,
    form: &mut Multipart,
    config: &UploadConfig,
    sort: Sort,
    server: bool,
) -> Result<Parts> {
    let (mut file, mut user) = (None, None);
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("file") if file.is_some() => {
                return Err(Error::input("an upload has one part named file, not several"));
            }
            Some("file") => file = Some(receive(app, field, config, sort).await?),
            Some("user") if server => {
                let named: Named = body::json(&small(field).await?, "the part user")?;
                check_user_id(&named.id)?;
                user = Some(named.id);
            }
            Some("upload_sizes") if sort == Sort::Image => check_sizes(&small(field).await?)?,
            // Whoever sends a name of his own is who his token says he is.
            _ => {}
        }
    }
    match file {
        Some(file) => Ok(Parts { file, user }),
        None => Err(Error::input("the part named file is missing")),
    }
}

async fn receive(app: &Shared, mut field: Field<'_>, config: &UploadConfig, sort: Sort) -> Result<Received> {
    let name = rules::safe_name(field.file_name().unwrap_or_default());
    let declared = field.content_type().map(|text| text.split(';').next().unwrap_or_default().trim().to_lowercase());
    // Clients that do not know the type say this.
    let declared = declared.filter(|declared| !declared.is_empty() && declared != rules::UNKNOWN);
    config.check_claim(&name, declared.as_deref())?;
    let mut incoming = app.uploads.begin().await?;
    let mut head = Vec::new();
    let mut judged = false;
    let judge = |head: &[u8]| -> Result<()> {
        config.check_type(head, declared.as_deref())?;
        if sort == Sort::Image { rules::check_image(head) } else { Ok(()) }
    };
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        config.check_size(incoming.size.saturating_add(chunk.len() as u64))?;
        if !judged {
            let missing = rules::HEAD.saturating_sub(head.len()).min(chunk.len());
            head.extend(chunk.iter().take(missing));
            judged = head.len() == rules::HEAD;
            if judged {
                judge(&head)?;
            }
        }
        incoming.write(&chunk).await?;
    }
    if incoming.size == 0 {
        return Err(Error::input("the file is empty"));
    }
    if !judged {
        judge(&head)?;
    }
    incoming.finish().await?;
    let mime = rules::served_type(&head, declared.as_deref(), &name);
    Ok(Received { incoming, name, mime })
}

async fn small(mut field: Field<'_>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        if bytes.len() + chunk.len() > MAX_SMALL_PART {
            return Err(Error::new(
                Code::PayloadTooBig,
                format!("parts beside the file have at most {MAX_SMALL_PART} bytes"),
            ));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn check_sizes(text: &[u8]) -> Result<()> {
    let sizes: Vec<Size> = body::json(text, "the part upload_sizes")?;
    let one_of = |value: &Option<String>, names: &[&str]| value.as_deref().is_none_or(|value| names.contains(&value));
    let fits = |size: &Size| {
        size.width != Some(0)
            && size.height != Some(0)
            && one_of(&size.resize, &["", "clip", "crop", "scale", "fill"])
            && one_of(&size.crop, &["", "center", "top", "bottom", "left", "right"])
    };
    match sizes.len() <= MAX_SIZES && sizes.iter().all(fits) {
        true => Ok(()),
        false => Err(Error::input(format!(
            "upload_sizes lists at most {MAX_SIZES} sizes with width and height above 0, resize (clip, crop, scale, fill) \
             and crop (center, top, bottom, left, right)"
        ))),
    }
}

fn unreadable(error: MultipartError) -> Error {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Error::new(Code::PayloadTooBig, format!("an upload has at most {MAX_UPLOAD} bytes"))
        }
        _ => Error::input("the multipart body is incomplete or malformed"),
    }
}

/// The server's address as the caller knows it.
pub fn base_url(headers: &HeaderMap) -> Result<Url> {
    let bad = || Error::input("the Host header does not name this server");
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).ok_or_else(bad)?;
    let host: Authority = host.parse().map_err(|_| bad())?;
    if host.as_str().contains('@') {
        return Err(bad());
    }
    Url::parse(&format!("http://{host}/")).map_err(|_| bad())
}

fn file_url(mut base: Url, id: &str, name: &str) -> Result<Url> {
    match base.path_segments_mut() {
        Ok(mut path) => {
            path.pop_if_empty().extend(["files", id, name]);
        }
        Err(()) => return Err(Error::input("the Host header does not name this server")),
    }
    Ok(base)
}

/// The parameters of a deletion.
#[derive(Deserialize)]
pub struct Delete {
    url: Option<String>,
}

/// `DELETE /channels/{type}/{id}/file` and `/image`
pub async fn delete_in_channel(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Params(query): Params<Delete>,
) -> Result<Answer> {
    delete_one(&app, &caller, Some(Cid::new(&kind, &id)?), query).await
}

/// `DELETE /uploads/file` and `/uploads/image`
pub async fn delete(State(app): State<Shared>, caller: Caller, Params(query): Params<Delete>) -> Result<Answer> {
    delete_one(&app, &caller, None, query).await
}

async fn delete_one(app: &Shared, caller: &Caller, cid: Option<Cid>, query: Delete) -> Result<Answer> {
    let url = query.url.ok_or_else(|| Error::input("the query parameter url is missing"))?;
    let id = id_in(&url).ok_or_else(|| Error::input("url is not the address of an upload of this server"))?;
    app.write(caller, move |work| {
        let access = cid.as_ref().map(|cid| work.access(cid)).transpose()?;
        let upload = uploads::find(work.conn, &id)?
            .filter(|upload| upload.cid == cid)
            .ok_or_else(|| Error::missing("upload", &id))?;
        if !may_delete(work, &upload, access.as_ref())? {
            return Err(Error::not_allowed("only who uploaded a file, moderators and administrators may delete it"));
        }
        uploads::remove(work.conn, &id)?;
        work.afterwards(move |app| app.uploads.remove(&id));
        Ok(Answer::ok(json!({})))
    })
    .await
}

fn may_delete(view: &View<'_>, upload: &Upload, access: Option<&Access>) -> Result<bool> {
    if view.caller.is_server() || (view.caller.kind == Kind::User && upload.user_id == view.viewer()) {
        return Ok(true);
    }
    match access {
        // Whoever may delete any message may delete any file.
        Some(access) => Ok(access.can("delete-any-message")),
        None => Ok(view.me()?.role == "admin"),
    }
}

/// The id in an upload's address, whatever name the server is reached by.
fn id_in(url: &str) -> Option<String> {
    let url = Url::parse("http://localhost/").and_then(|base| base.join(url)).ok()?;
    let mut path = url.path_segments()?;
    match (path.next(), path.next(), path.next(), path.next()) {
        (Some("files"), Some(id), Some(_), None) if is_id(id) => Some(id.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_the_name_escaped_and_gives_the_id_back() {
        let id = "0123456789abcdef0123456789abcdef";
        let url = file_url(Url::parse("http://127.0.0.1:1/").unwrap(), id, "Ü b#1.png").unwrap();
        assert_eq!(url.as_str(), format!("http://127.0.0.1:1/files/{id}/%C3%9C%20b%231.png"));
        assert_eq!(id_in(url.as_str()).as_deref(), Some(id));
        assert_eq!(id_in(&format!("/files/{id}/x")).as_deref(), Some(id));
        for bad in ["", "x", "/files/../secret/x", "/files/1/x", &format!("/files/{id}"), &format!("/files/{id}/x/y")] {
            assert_eq!(id_in(bad), None, "{bad}");
        }
    }
}
