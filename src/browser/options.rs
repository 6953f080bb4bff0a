//! Owns the reading of the app's options into [`Config`]. Unknown options are left alone; the typed classes say so.

use super::object::JsNode;
use crate::config::Config;
use crate::node::Node;

/// The options as the app gave them; wrong types count as absent.
pub fn read(api_key: String, options: &JsNode) -> Config {
    let mut config = Config::new(api_key);
    let ms = |key| options.num(key).filter(|ms| *ms > 0.0).map(|ms| ms as u64);
    if let Some(url) = options.str("baseURL").filter(|url| !url.is_empty()) {
        config.base_url = url.strip_suffix('/').map(str::to_owned).unwrap_or(url);
    }
    if let Some(ms) = ms("timeout").or_else(|| ms("receiveTimeout")) {
        config.timeout_ms = ms;
    }
    if let Some(ms) = ms("connectTimeout") {
        config.connect_timeout_ms = ms;
    }
    config.optimistic_updates = options.is("optimisticUpdates");
    config.enable_ws_fallback = options.is("enableWSFallback") || options.is("enableWSFallBack");
    config
}
