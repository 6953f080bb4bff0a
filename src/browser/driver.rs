//! Owns the pump between the engine and the page: one input in, all outputs out, and JavaScript is called only while no
//! Rust state is borrowed, so that a listener may call any method of the client.
//!
//! Invariant: the borrow of the engine ends before an output is carried out. A call that comes in meanwhile adds its own
//! outputs to the end of the engine's queue.

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;

use super::exports::given;
use super::object::JsNode;
use super::page::{self, Page};
use crate::client::{Client, Command, Input, Output, Reply};
use crate::config::Config;
use crate::connection::Phase;
use crate::error::Error;
use crate::id::{CallId, Generation, RequestId};
use crate::node::Node;
use crate::text::Text;
use crate::time::{Millis, Nanos, Now};
use crate::tokens::Question;

/// Milliseconds above which a browser's timer wraps around and fires at once: 2^31 - 1 (HTML standard, "timers").
const LONGEST_TIMER_MS: u64 = i32::MAX as u64;

/// The end of time: no timer is armed.
const NEVER: Millis = Millis(u64::MAX);

/// One client with its page.
pub struct Driver {
    client: RefCell<Client<JsNode>>,
    draining: Cell<bool>,
    next_call: Cell<u32>,
    /// When the page's timer fires.
    armed: Cell<Millis>,
    /// The page is listened to.
    watching: Cell<bool>,
    pub page: Page,
    client_header: Text,
}

impl Driver {
    /// Lives as long as the program, as an object with an open socket does: the page may report at any time, and what a
    /// client without a user holds is little.
    pub fn new(api_key: Text, options: &JsValue, host: &JsValue) -> &'static Self {
        let place: &'static Cell<Option<&'static Driver>> = Box::leak(Box::default());
        let report = Closure::<dyn Fn(u32, u32, f64, JsValue)>::new(move |kind, id, number, value| {
            if let Some(driver) = place.get() {
                driver.on_report(kind, id, number, value);
            }
        });
        let page = Page::new(report.as_ref(), options, host);
        report.forget();
        let config = config(api_key, &page);
        let driver: &'static Driver = Box::leak(Box::new(Driver {
            client_header: config.client_header.clone(),
            client: RefCell::new(Client::new(config, page.seed() as u64)),
            draining: Cell::new(false),
            next_call: Cell::new(0),
            armed: Cell::new(NEVER),
            watching: Cell::new(false),
            page,
        }));
        place.set(Some(driver));
        driver
    }

    /// Reads from the engine. `None` only after the engine failed inside while it was borrowed.
    pub fn read<T>(&self, look: impl FnOnce(&mut Client<JsNode>) -> T) -> Option<T> {
        self.client.try_borrow_mut().ok().map(|mut client| look(&mut client))
    }

    /// A promise for a command, and the call it belongs to.
    pub fn call(&self, command: Command<JsNode>) -> (CallId, JsValue) {
        let call = CallId(self.next_call.get());
        self.next_call.set(call.0.wrapping_add(1));
        let promise = self.page.promise(call.0);
        self.input(Input::Command { call: Some(call), command });
        (call, promise)
    }

    /// Tells the engine what happened and carries out what it orders.
    pub fn input(&self, input: Input<JsNode>) {
        self.input_at(self.page.clock(), input);
    }

    fn input_at(&self, mono: Millis, input: Input<JsNode>) {
        match self.client.try_borrow_mut() {
            Ok(mut client) => {
                // Only what the app asks for is stamped with the time of day; timers show with it whether the page slept.
                let timed = matches!(input, Input::Command { .. } | Input::Timer);
                let wall = if timed { self.page.wall_clock() } else { Nanos::at(0) };
                client.handle(Now { mono, wall }, input);
            }
            // The engine panicked under a borrow earlier: everything that waits is told.
            Err(_) => return self.page.settle_all(&page::fields(&Error::Internal.into())),
        }
        if self.draining.replace(true) {
            return;
        }
        while let Some(output) = self.read(Client::poll).flatten() {
            self.carry_out(output);
        }
        self.draining.set(false);
        self.arm_timer();
        let wanted = self.read(|client| !matches!(client.phase(), Phase::Closed | Phase::Failed(_))) == Some(true);
        if self.watching.replace(wanted) != wanted {
            self.page.watch(wanted);
        }
    }

    fn carry_out(&self, output: Output<JsNode>) {
        let page = &self.page;
        match output {
            Output::OpenSocket { generation, query } => query.with(|query| page.open(generation.0, query)),
            Output::SendFrame { generation, frame } => frame.with(|frame| page.send_frame(generation.0, frame)),
            Output::CloseSocket(generation) => page.close(generation.0),
            Output::AskForToken(question) => page.ask(question.0),
            Output::Request(request) => {
                let body = request.body.map_or(JsValue::UNDEFINED, JsValue::from);
                let token = request.token.as_deref();
                let (id, client) = (&request.client_request_id, &self.client_header);
                request.query.with(|query| {
                    page.request(request.id.0, request.method, &request.path, query, &body, token, id, client)
                });
            }
            Output::AbortRequest(request) => page.abort(request.0),
            Output::Dispatch { event, slot } => event.with(|event| page.notify(event, slot.map(|slot| slot.0))),
            Output::Forget(slot) => self.input(Input::Forget(slot)),
            Output::Resolve { call, value } => page.settle(call.0, false, &value.map_or(JsValue::NULL, JsValue::from)),
            Output::Reject { call, failure } => page.settle(call.0, true, &page::fields(&failure)),
            Output::Log { level, message, extra } => {
                page.log(level.as_str(), message, &extra.map_or(JsValue::UNDEFINED, JsValue::from));
            }
        }
    }

    /// What the page reported.
    fn on_report(&self, kind: u32, id: u32, number: f64, value: JsValue) {
        let (request, question, generation) = (RequestId(id), Question(id), Generation(id));
        if kind == page::FRAME {
            // Asking a value what it is takes two crossings, and the time one more, which a frame can do without.
            return self.input_at(Millis(number as u64), Input::Frame { generation, frame: Some(value.into()) });
        }
        let (value, number) = (given(value), number as u32);
        self.input(match kind {
            page::ANSWER => {
                let (status, retry_after_ms) = ((number % 1_000) as u16, number / 1_000 * 1_000);
                Input::Reply { request, reply: Reply::Answer { status, body: value, retry_after_ms } }
            }
            page::NO_ANSWER => Input::Reply { request, reply: Reply::Failed { cause: value } },
            page::TOKEN => Input::Token { question, token: value.and_then(|token| token.as_text()), cause: None },
            page::NO_TOKEN => Input::Token { question, token: None, cause: value },
            page::UP => Input::Online,
            page::DOWN => Input::Offline,
            page::VISIBILITY => Input::Visibility { hidden: number > 0 },
            page::RESUMED => Input::Resumed,
            page::NOISE => Input::Frame { generation, frame: None },
            page::CLOSED => Input::SocketClosed { generation, code: number as u16 },
            page::CANCEL => Input::Command { call: Some(CallId(id)), command: Command::Cancel },
            page::TIMER => {
                self.armed.set(NEVER);
                Input::Timer
            }
            _ => return,
        });
    }

    /// Keeps one timer at or before the earliest deadline. One that fires early costs a look; arming it anew with every
    /// frame would cost more.
    fn arm_timer(&self) {
        let deadline = self.read(|client| client.next_deadline()).flatten().unwrap_or(NEVER);
        let armed = self.armed.get();
        if deadline < armed || (deadline == NEVER && armed != NEVER) {
            self.armed.set(deadline);
            let wait = deadline.since(self.page.clock()).min(LONGEST_TIMER_MS) as u32;
            self.page.arm(if deadline == NEVER { None } else { Some(wait) });
        }
    }
}

/// The app's options. Those that are not set keep their defaults; unknown ones are left alone.
fn config(api_key: Text, page: &Page) -> Config {
    let mut config = Config::new(api_key);
    let ms = |first, second, default| match page.option(first, second) as u64 {
        0 => default,
        ms => ms,
    };
    config.timeout_ms = ms("timeout", "receiveTimeout", config.timeout_ms);
    config.connect_timeout_ms = ms("connectTimeout", "", config.connect_timeout_ms);
    config.optimistic_updates = page.option("optimisticUpdates", "") > 0.0;
    config.max_messages_per_channel = page.option("maxMessagesPerChannel", "") as usize;
    config.recover_state = page.option("recoverStateOnReconnect", "") >= 0.0;
    config.persist_user = page.option("persistUserOnConnectionFailure", "") > 0.0;
    config.enable_ws_fallback = page.option("enableWSFallback", "enableWSFallBack") > 0.0;
    config
}
