//! Owns the one table of routes and what wraps every request: CORS, body limit, duration and rate-limit headers.
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, Method};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{delete, get, patch, post};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};
use tower_http::services::ServeDir;

use crate::acting;
use crate::answer::finish;
use crate::app::Shared;
use crate::back_door;
use crate::body::MAX_BODY;
use crate::error::Error;
use crate::faults::calls;
use crate::limits;
use crate::realtime::{longpoll, websocket};
use crate::requests;
use crate::routes::{
    application, ban_queries, bans, block_lists, blocks, channel_deletion, channel_list, channel_members,
    channel_mutes, channel_state, channel_types, channels, clock, commands, deliveries, dev, devices, drafts, events,
    faults, files, flags, giphy, guests, link_previews, locations, message_actions, message_edits, message_upkeep,
    messages, mutes, pinned_messages, poll_options, poll_votes, polls, push_preferences, reactions, reads, reminders,
    replies, roles, search as search_routes, snapshots, sync, tasks, threads as thread_routes, translations, uploads,
    user_activation, user_deletion, user_group_members, user_groups, users,
};

/// How long browsers may keep the answer to a preflight, in seconds: Chromium's upper bound.
const PREFLIGHT_SECONDS: u64 = 7200;

/// Builds the service.
pub fn build(app: Shared) -> Router {
    let families = [
        connections,
        channels,
        members,
        messages,
        threads,
        reads,
        reactions,
        polls,
        drafts_and_reminders,
        locations,
        files,
        search,
        moderation,
        people,
        user_groups,
        block_lists,
        devices,
        settings,
    ];
    let mut routes = families.into_iter().fold(Router::new(), |routes, family| family(routes));
    if app.config.dev_mode() {
        routes = routes
            .route("/_dev/config", get(dev::config))
            .route("/_dev/token", get(dev::token))
            .route("/_dev/reset", post(dev::reset))
            .route("/_dev/seed", post(dev::seed))
            .route("/_dev/snapshot", post(snapshots::take))
            .route("/_dev/restore", post(snapshots::restore))
            .route("/_dev/clock", get(clock::get).post(clock::turn))
            .route("/_dev/ledger", get(dev::ledger));
    }
    if app.faults.is_some() {
        routes = routes
            .route("/_dev/faults", get(faults::list).post(faults::add).delete(faults::remove_all))
            .route("/_dev/faults/{id}", delete(faults::remove));
    }
    routes = match &app.config.static_dir {
        Some(folder) => routes.fallback_service(ServeDir::new(folder)),
        None => routes.fallback(async || Error::missing("endpoint", "of this path")),
    };
    routes = routes
        .method_not_allowed_fallback(async || Error::missing("endpoint", "of this method and path"))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn(acting::note));
    if let Some(rig) = &app.faults {
        routes = routes.layer(from_fn_with_state((app.clone(), rig.clone()), calls::interfere));
    }
    routes = routes
        .layer(from_fn(limits::check))
        .layer(from_fn_with_state(app.clone(), back_door::guard))
        .layer(from_fn_with_state(app.clone(), finish));
    if app.config.dev_mode() {
        routes = routes.layer(from_fn_with_state(app.clone(), requests::note));
    }
    routes = routes.layer(cors());
    if app.faults.is_some() {
        routes = routes.layer(from_fn(calls::use_once));
    }
    routes.with_state(app)
}

fn connections(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/connect", get(websocket::connect))
        .route("/longpoll", get(longpoll::longpoll))
        .route("/hi", get(application::hi))
        .route("/guest", post(guests::create))
        .route("/sync", post(sync::sync))
}

fn channels(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/channels", post(channel_list::query))
        .route("/channels/grouped", post(channel_list::grouped))
        .route("/channels/delete", post(channel_deletion::delete_many))
        .route("/channels/{type}/query", post(channel_state::get_or_create_distinct))
        .route(
            "/channels/{type}/{id}",
            get(channel_state::get)
                .post(channels::update)
                .patch(channels::update_partial)
                .delete(channel_deletion::delete),
        )
        .route("/channels/{type}/{id}/query", post(channel_state::get_or_create))
        .route("/channels/{type}/{id}/stop-watching", post(channel_state::stop_watching))
        .route("/channels/{type}/{id}/truncate", post(channels::truncate))
        .route("/channels/{type}/{id}/hide", post(channels::hide))
        .route("/channels/{type}/{id}/show", post(channels::show))
        .route("/channels/{type}/{id}/event", post(events::send))
}

fn members(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/members", get(channel_members::query))
        .route("/channels/{type}/{id}/member", patch(channel_members::update_own))
        .route("/channels/{type}/{id}/member/{user_id}", patch(channel_members::update))
}

fn messages(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/channels/{type}/{id}/message", post(messages::send))
        .route("/channels/{type}/{id}/messages", get(messages::get_many))
        .route("/channels/{type}/{id}/pinned_messages", get(pinned_messages::list))
        .route("/messages/{id}/action", post(message_actions::run))
        .route("/messages/{id}/translate", post(translations::translate))
        .route("/messages/{id}/undelete", post(message_upkeep::undelete))
        .route("/messages/{id}/ephemeral", patch(message_upkeep::show))
        .route("/giphy/{drawing}/{rendition}", get(giphy::picture))
        .route(
            "/messages/{id}",
            get(messages::get)
                .post(message_edits::update)
                .put(message_edits::update_partial)
                .delete(message_edits::delete),
        )
}

fn threads(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/messages/{id}/replies", get(replies::list))
        .route("/threads", post(thread_routes::query))
        .route("/threads/{id}", get(thread_routes::get).patch(thread_routes::update_partial))
}

fn reads(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/unread", get(reads::counts))
        .route("/channels/read", post(reads::mark_channels))
        .route("/channels/delivered", post(deliveries::mark))
        .route("/channels/{type}/{id}/read", post(reads::mark))
        .route("/channels/{type}/{id}/unread", post(reads::mark_unread))
}

fn reactions(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/messages/{id}/reaction", post(reactions::send))
        .route("/messages/{id}/reaction/{type}", delete(reactions::delete))
        .route("/messages/{id}/reactions", get(reactions::list).post(reactions::query))
}

fn polls(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/polls", post(polls::create).put(polls::update))
        .route("/polls/query", post(polls::query))
        .route("/polls/{id}", get(polls::get).patch(polls::update_partial).delete(polls::delete))
        .route("/polls/{id}/options", post(poll_options::create).put(poll_options::update))
        .route("/polls/{id}/options/{option_id}", get(poll_options::get).delete(poll_options::delete))
        .route("/polls/{id}/votes", post(poll_votes::query))
        .route("/messages/{id}/polls/{poll_id}/vote", post(poll_votes::cast))
        .route("/messages/{id}/polls/{poll_id}/vote/{vote_id}", delete(poll_votes::delete))
}

fn drafts_and_reminders(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/channels/{type}/{id}/draft", post(drafts::save).get(drafts::get).delete(drafts::delete))
        .route("/drafts/query", post(drafts::query))
        .route("/messages/{id}/reminders", post(reminders::create).patch(reminders::update).delete(reminders::delete))
        .route("/reminders/query", post(reminders::query))
}

fn locations(routes: Router<Shared>) -> Router<Shared> {
    routes.route("/users/live_locations", get(locations::list).put(locations::update))
}

/// Uploads have a body limit of their own.
fn files(routes: Router<Shared>) -> Router<Shared> {
    let limit = DefaultBodyLimit::max(uploads::MAX_BODY);
    routes
        .route("/og", get(link_previews::get))
        .route("/files/{id}/{name}", get(files::get))
        .route(
            "/channels/{type}/{id}/file",
            post(uploads::channel_file).delete(uploads::delete_in_channel).layer(limit),
        )
        .route(
            "/channels/{type}/{id}/image",
            post(uploads::channel_image).delete(uploads::delete_in_channel).layer(limit),
        )
        .route("/uploads/file", post(uploads::file).delete(uploads::delete).layer(limit))
        .route("/uploads/image", post(uploads::image).delete(uploads::delete).layer(limit))
}

fn search(routes: Router<Shared>) -> Router<Shared> {
    routes.route("/search", get(search_routes::search))
}

fn moderation(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/moderation/mute", post(mutes::mute))
        .route("/moderation/unmute", post(mutes::unmute))
        .route("/moderation/mute/channel", post(channel_mutes::mute))
        .route("/moderation/unmute/channel", post(channel_mutes::unmute))
        .route("/users/block", get(blocks::list).post(blocks::block))
        .route("/users/unblock", post(blocks::unblock))
        .route("/moderation/ban", post(bans::ban).delete(bans::unban))
        .route("/query_banned_users", get(ban_queries::banned))
        .route("/query_future_channel_bans", get(ban_queries::future))
        .route("/moderation/flag", post(flags::flag))
        .route("/moderation/unflag", post(flags::unflag))
        .route("/moderation/flags/message", get(flags::query))
        .route("/api/v2/moderation/flag", post(flags::flag_entity))
        .route("/api/v2/moderation/mute", post(mutes::mute))
        .route("/api/v2/moderation/unmute", post(mutes::unmute))
}

fn people(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/users", get(users::query).post(users::upsert).patch(users::update_partial))
        .route("/users/delete", post(user_deletion::delete_many))
        .route("/users/restore", post(user_deletion::restore))
        .route("/users/deactivate", post(user_activation::deactivate_many))
        .route("/users/reactivate", post(user_activation::reactivate_many))
        .route("/users/{id}", delete(user_deletion::delete))
        .route("/users/{id}/deactivate", post(user_activation::deactivate))
        .route("/users/{id}/reactivate", post(user_activation::reactivate))
        .route("/users/{id}/event", post(events::send_to_user))
}

fn user_groups(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/usergroups", get(user_groups::list).post(user_groups::create))
        .route("/usergroups/search", get(user_groups::search))
        .route("/usergroups/{id}", get(user_groups::get).put(user_groups::update).delete(user_groups::delete))
        .route("/usergroups/{id}/members", post(user_group_members::create))
        .route("/usergroups/{id}/members/delete", post(user_group_members::delete))
}

fn block_lists(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/blocklists", get(block_lists::list).post(block_lists::create))
        .route("/blocklists/{name}", get(block_lists::get).put(block_lists::update).delete(block_lists::delete))
        .route("/blocklists/{name}/import", post(block_lists::import))
}

fn devices(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/devices", get(devices::list).post(devices::create).delete(devices::delete))
        .route("/push_preferences", post(push_preferences::update))
}

fn settings(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/app", get(application::settings).patch(application::update))
        .route("/channeltypes", get(channel_types::list).post(channel_types::create))
        .route("/channeltypes/{name}", get(channel_types::get).put(channel_types::update).delete(channel_types::delete))
        .route("/roles", get(roles::list).post(roles::create))
        .route("/roles/search", get(roles::search))
        .route("/roles/{name}", delete(roles::delete))
        .route("/permissions", get(roles::permissions))
        .route("/permissions/{id}", get(roles::get_permission))
        .route("/tasks/{id}", get(tasks::get))
        .route("/rate_limits", get(application::rate_limits))
        .route("/commands", get(commands::list).post(commands::create))
        .route("/commands/{name}", get(commands::get).put(commands::update).delete(commands::delete))
}

/// Any origin may call: pages under development come from anywhere, and no cookies are involved.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::any())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(
            ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after", "content-range"]
                .map(HeaderName::from_static),
        )
        .max_age(Duration::from_secs(PREFLIGHT_SECONDS))
}
