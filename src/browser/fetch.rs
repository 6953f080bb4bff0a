//! Owns one HTTP request through the browser's `fetch`. Which requests there are, and what their answers mean, is the
//! engine's.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestInit, Response};

use super::object::{JsNode, parse_frame};
use super::page;
use crate::client::{Reply, Request};
use crate::node::Node;

#[wasm_bindgen]
extern "C" {
    /// The global of windows, workers and Node alike.
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str, init: &RequestInit) -> Promise;
}

/// Sends the request and waits for its end. An abort ends it as a failure.
pub async fn send(request: Request<JsNode>, base_url: &str, client_header: &str, abort: &AbortController) -> Reply<JsNode> {
    match answer(request, base_url, client_header, abort).await {
        Ok((status, body)) => Reply::Answer { status, body },
        Err(cause) => Reply::Failed { cause: Some(JsNode::from(cause)) },
    }
}

async fn answer(
    request: Request<JsNode>,
    base_url: &str,
    client_header: &str,
    abort: &AbortController,
) -> Result<(u16, Option<JsNode>), JsValue> {
    let headers = Headers::new()?;
    if let Some(token) = &request.token {
        headers.set("Authorization", token)?;
    }
    headers.set("stream-auth-type", if request.token.is_some() { "jwt" } else { "anonymous" })?;
    headers.set("X-Stream-Client", client_header)?;
    headers.set("x-client-request-id", &request.client_request_id)?;
    let init = RequestInit::new();
    init.set_method(request.method);
    init.set_signal(Some(&abort.signal()));
    if let Some(body) = &request.body {
        headers.set("Content-Type", "application/json")?;
        init.set_body(&body.with(page::stringify).into());
    }
    init.set_headers(&headers);
    let url = request.query.with(|query| page::address(base_url, &request.path, query));
    let response: Response = JsFuture::from(fetch(&url, &init)).await?.unchecked_into();
    let text = JsFuture::from(response.text()?).await?;
    let body = parse_frame(&text).map(|body| JsNode::from(JsValue::from(body)));
    if let Some(body) = &body {
        // The stamp of arrival belongs to events, not to answers.
        body.remove_named("received_at");
    }
    Ok((response.status(), body))
}
