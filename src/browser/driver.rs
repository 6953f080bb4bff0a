//! Owns the pump between the engine and the page: one input in, all outputs out, and JavaScript is called only while no
//! Rust state is borrowed, so that a listener may call any method of the client.
//!
//! Invariant: the borrow of the engine ends before the first output is carried out. A call that comes in while outputs
//! are being carried out adds its own to the end of the queue.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;

use super::listeners::Listeners;
use super::network::{self, Abort, Report};
use super::object::JsNode;
use super::exports::given;
use super::page;
use super::websocket::Socket;
use crate::client::{Client, Command, Input, Output, Reply, Request};
use crate::config::Config;
use crate::connection::Phase;
use crate::error::{Error, Failure};
use crate::id::{CallId, RequestId};
use crate::sorted::Sorted;
use crate::time::Millis;
use crate::tokens::Question;

/// Milliseconds above which a browser's timer wraps around and fires at once: 2^31 - 1 (HTML standard, "timers").
const LONGEST_TIMER_MS: u64 = i32::MAX as u64;

/// One client with its page.
pub struct Driver {
    client: RefCell<Client<JsNode>>,
    queue: RefCell<VecDeque<Output<JsNode>>>,
    draining: Cell<bool>,
    promises: RefCell<Sorted<CallId, (Function, Function)>>,
    next_call: Cell<u32>,
    socket: RefCell<Option<Socket>>,
    fetches: RefCell<Sorted<RequestId, Abort>>,
    /// The app's token function, while its user is connected.
    pub provider: RefCell<Option<Function>>,
    timer: RefCell<Option<(Millis, JsValue)>>,
    /// Ends the watching of the page.
    page: RefCell<Option<Function>>,
    /// Where the browser's answers come to.
    report: Report,
    pub listeners: Listeners,
    pub host: JsValue,
    base_url: String,
    socket_url: String,
    client_header: String,
}

impl Driver {
    pub fn new(config: Config, host: JsValue) -> Rc<Self> {
        let base_url = config.base_url.clone();
        // http becomes ws, https becomes wss.
        let socket_url = base_url.strip_prefix("http").map_or_else(|| base_url.clone(), |rest| ["ws", rest].concat());
        Rc::new_cyclic(|driver: &Weak<Driver>| Driver {
            report: reporter(driver.clone()),
            host,
            base_url,
            socket_url,
            client_header: config.client_header.clone(),
            client: RefCell::new(Client::new(config, page::seed() as u64)),
            queue: RefCell::default(),
            draining: Cell::new(false),
            promises: RefCell::default(),
            next_call: Cell::new(0),
            socket: RefCell::default(),
            fetches: RefCell::default(),
            provider: RefCell::default(),
            timer: RefCell::default(),
            page: RefCell::default(),
            listeners: Listeners::new(),
        })
    }

    /// Reads from the engine. `None` only after the engine failed inside while it was borrowed.
    pub fn read<T>(&self, look: impl FnOnce(&mut Client<JsNode>) -> T) -> Option<T> {
        self.client.try_borrow_mut().ok().map(|mut client| look(&mut client))
    }

    /// A promise for a command.
    pub fn call(self: &Rc<Self>, command: Command<JsNode>) -> Promise {
        self.promise(command).1
    }

    /// A promise for a command, and the call it belongs to.
    pub fn promise(self: &Rc<Self>, command: Command<JsNode>) -> (CallId, Promise) {
        let call = CallId(self.next_call.get());
        self.next_call.set(call.0.wrapping_add(1));
        let promise = Promise::new(&mut |resolve, reject| {
            self.promises.borrow_mut().insert(call, (resolve, reject));
        });
        self.input(Input::Command { call: Some(call), command });
        (call, promise)
    }

    /// Tells the engine what happened and carries out what it orders.
    pub fn input(self: &Rc<Self>, input: Input<JsNode>) {
        match self.client.try_borrow_mut() {
            Ok(mut client) => {
                client.handle(page::now(), input);
                let mut queue = self.queue.borrow_mut();
                while let Some(output) = client.poll() {
                    queue.push_back(output);
                }
            }
            // The engine panicked under a borrow earlier: everything that waits is told, once.
            Err(_) => return self.fail_everything(),
        }
        if self.draining.replace(true) {
            return;
        }
        loop {
            let output = self.queue.borrow_mut().pop_front();
            let Some(output) = output else { break };
            self.carry_out(output);
        }
        self.draining.set(false);
        self.arm_timer();
        self.watch_page();
    }

    /// What the browser answered.
    fn on_report(self: &Rc<Self>, kind: u32, id: u32, number: u32, value: JsValue) {
        match kind {
            network::ANSWER | network::NO_ANSWER => {
                let request = RequestId(id);
                // One that was given up is not in the list any more and reports nothing.
                if self.fetches.borrow_mut().remove(&request).is_none() {
                    return;
                }
                let value = given(value);
                let reply = match kind {
                    network::ANSWER => Reply::Answer { status: number as u16, body: value },
                    _ => Reply::Failed { cause: value },
                };
                self.input(Input::Reply { request, reply });
            }
            network::TOKEN => self.input(Input::Token { question: Question(id), token: value.as_string(), cause: None }),
            network::NO_TOKEN => self.input(Input::Token { question: Question(id), token: None, cause: given(value) }),
            network::TIMER => {
                self.timer.take();
                self.input(Input::Timer);
            }
            network::UP => self.input(Input::Online),
            network::DOWN => self.input(Input::Offline),
            _ => {}
        }
    }

    fn carry_out(self: &Rc<Self>, output: Output<JsNode>) {
        match output {
            Output::OpenSocket { generation, query } => {
                let url = query.with(|query| page::address(&self.socket_url, "/connect", query));
                let socket = Socket::open(self, generation, &url);
                *self.socket.borrow_mut() = socket;
            }
            Output::SendFrame { generation, frame } => {
                if let Some(socket) = self.socket.borrow().as_ref().filter(|socket| socket.generation == generation) {
                    socket.send(&String::from(frame.with(page::stringify)));
                }
            }
            Output::CloseSocket(generation) => {
                let closed = self.socket.borrow_mut().take_if(|socket| socket.generation == generation);
                drop(closed);
            }
            Output::AskForToken(question) => self.ask_for_token(question),
            Output::Request(request) => self.send_request(*request),
            Output::AbortRequest(request) => {
                let abort = self.fetches.borrow_mut().remove(&request);
                if let Some(abort) = abort {
                    abort.abort();
                }
            }
            Output::Dispatch { event, slot } => event.with(|event| self.listeners.notify(event, slot.map(|slot| slot.0))),
            Output::Forget(slot) => self.input(Input::Forget(slot)),
            Output::Resolve { call, value } => {
                if let Some((resolve, _)) = self.settled(call) {
                    let value = value.map_or(JsValue::NULL, JsValue::from);
                    let _undefined = resolve.call1(&JsValue::UNDEFINED, &value);
                }
            }
            Output::Reject { call, failure } => self.reject(call, &failure),
            Output::Log { level, message, extra } => {
                let extra = extra.map_or(JsValue::UNDEFINED, JsValue::from);
                page::log(&self.host, level.as_str(), message, &extra);
            }
        }
    }

    fn settled(&self, call: CallId) -> Option<(Function, Function)> {
        self.promises.borrow_mut().remove(&call)
    }

    fn reject(&self, call: CallId, failure: &Failure<JsNode>) {
        if let Some((_, reject)) = self.settled(call) {
            let _undefined = reject.call1(&JsValue::UNDEFINED, &page::error(&self.host, failure));
        }
    }

    fn fail_everything(&self) {
        let waiting: Vec<CallId> = self.promises.borrow().iter().map(|(call, _)| *call).collect();
        for call in waiting {
            self.reject(call, &Error::Internal.into());
        }
    }

    fn ask_for_token(&self, question: Question) {
        let provider = self.provider.borrow().clone();
        // There is one whenever the engine asks: it was given with the user.
        if let Some(provider) = provider {
            network::ask(self.report.as_ref(), question.0, &provider);
        }
    }

    fn send_request(&self, request: Request<JsNode>) {
        let headers = Array::new();
        let header = |name: &str, value: &str| {
            headers.push(&Array::of2(&name.into(), &value.into()));
        };
        if let Some(token) = &request.token {
            header("Authorization", token);
        }
        header("stream-auth-type", if request.token.is_some() { "jwt" } else { "anonymous" });
        header("X-Stream-Client", &self.client_header);
        header("x-client-request-id", &request.client_request_id);
        let body = match &request.body {
            Some(body) => {
                header("Content-Type", "application/json");
                body.with(page::stringify).into()
            }
            None => JsValue::UNDEFINED,
        };
        let url = request.query.with(|query| page::address(&self.base_url, &request.path, query));
        let abort = network::send(self.report.as_ref(), request.id.0, request.method, &url, &headers, &body);
        self.fetches.borrow_mut().insert(request.id, abort);
    }

    /// Keeps one timer at or before the earliest deadline. One that fires early costs a look; arming it anew with every
    /// frame would cost more.
    fn arm_timer(&self) {
        let deadline = self.read(|client| client.next_deadline()).flatten();
        let mut timer = self.timer.borrow_mut();
        let armed = timer.as_ref().map(|(at, _)| *at);
        if deadline.is_none() || armed.is_some_and(|armed| deadline.is_some_and(|deadline| deadline < armed)) {
            if let Some((_, old)) = timer.take() {
                network::disarm(&old);
            }
        }
        if let (Some(deadline), None) = (deadline, timer.as_ref()) {
            let wait = deadline.since(page::now().mono).min(LONGEST_TIMER_MS) as u32;
            *timer = Some((deadline, network::arm(self.report.as_ref(), wait)));
        }
    }

    /// Listens to the page while a connection is wanted, and only then.
    fn watch_page(&self) {
        let wanted = self.read(|client| !matches!(client.phase(), Phase::Closed | Phase::Failed(_))).unwrap_or(false);
        let mut page = self.page.borrow_mut();
        if wanted && page.is_none() {
            *page = Some(network::watch(self.report.as_ref()));
        } else if !wanted {
            if let Some(stop) = page.take() {
                let _undefined = stop.call0(&JsValue::UNDEFINED);
            }
        }
    }
}

/// The one closure that the browser calls back. It holds the driver weakly: a client that is dropped is silent.
fn reporter(driver: Weak<Driver>) -> Report {
    Closure::new(move |kind, id, number, value| {
        if let Some(driver) = driver.upgrade() {
            driver.on_report(kind, id, number, value);
        }
    })
}
