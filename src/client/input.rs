//! Owns what the engine can be told: facts from the network, the clock and the page, and what the app asks for.

use crate::id::{CallId, Generation, RequestId, Slot};
use crate::node::Node;
use crate::state::Placement;
use crate::text::Text;
use crate::tokens::{Question, TokenSource};

/// One thing that happened.
#[derive(Debug)]
pub enum Input<N> {
    /// The app called a method.
    Command {
        /// The promise it got; `None` when nobody waits.
        call: Option<CallId>,
        /// What it asked for.
        command: Command<N>,
    },
    /// A socket received a frame, parsed already.
    Frame {
        /// Under which generation it was opened.
        generation: Generation,
        /// The frame; `None` when it is not JSON.
        frame: Option<N>,
    },
    /// A socket is gone, or could not be opened.
    SocketClosed {
        /// Under which generation it was opened.
        generation: Generation,
        /// Its close code; 1006 when there was no closing handshake.
        code: u16,
    },
    /// A request ended.
    Reply {
        /// Which.
        request: RequestId,
        /// How.
        reply: Reply<N>,
    },
    /// The app's token function answered.
    Token {
        /// Which question it answers.
        question: Question,
        /// What it gave, if that was a string.
        token: Option<Text>,
        /// What it threw.
        cause: Option<N>,
    },
    /// A deadline given by `next_deadline` has passed.
    Timer,
    /// The page says the network is back.
    Online,
    /// The page says the network is gone.
    Offline,
    /// The page became hidden, or visible again.
    Visibility {
        /// Whether it is hidden now.
        hidden: bool,
    },
    /// The page was frozen or kept in a cache, and goes on.
    Resumed,
    /// The listeners of the event that removed this channel have run.
    Forget(Slot),
}

/// How a request ended.
#[derive(Debug)]
pub enum Reply<N> {
    /// With an answer.
    Answer {
        /// HTTP status.
        status: u16,
        /// The parsed body; `None` when it is not JSON.
        body: Option<N>,
        /// What the header `Retry-After` said, in milliseconds; 0 without it.
        retry_after_ms: u32,
    },
    /// Without one.
    Failed {
        /// The browser's own error.
        cause: Option<N>,
    },
}

/// What the app can ask for.
#[derive(Debug)]
pub enum Command<N> {
    /// `connectUser`, `connectAnonymousUser`.
    Connect {
        /// The user object; for the anonymous user without id, one is made.
        user: N,
        /// Where its tokens come from.
        source: TokenSource,
    },
    /// `setGuestUser`.
    ConnectGuest {
        /// The user object asked for.
        user: N,
    },
    /// `disconnectUser`: forget the user and everything they saw.
    Disconnect,
    /// `openConnection`: connect again after `closeConnection`.
    OpenConnection,
    /// `closeConnection`: close the link, keep user and state.
    CloseConnection,
    /// Any endpoint of the table.
    Call(Box<Call<N>>),
    /// An endpoint that takes a file: as `Call`, after a look at what the app allows. The body is the file as the driver
    /// sends it, with `name`, `type` and `size` (bytes).
    Upload(Box<Call<N>>),
    /// `queryChannels`.
    QueryChannels {
        /// The request body.
        body: N,
    },
    /// `channel.create`, `watch`, `query`.
    QueryChannel {
        /// Which channel.
        slot: Slot,
        /// The request body but for the channel's data.
        options: N,
        /// Where messages go that touch none that are held.
        placement: Placement,
    },
    /// `channel.stopWatching`.
    StopWatching {
        /// Which channel.
        slot: Slot,
    },
    /// `channel.sendMessage`.
    SendMessage {
        /// Which channel.
        slot: Slot,
        /// The message; an id is made when it has none.
        message: N,
        /// More members of the request body, for instance `skip_push`.
        options: Option<N>,
    },
    /// `channel.keystroke`, `channel.stopTyping`.
    Typing {
        /// Which channel.
        slot: Slot,
        /// Typing in the thread of this message.
        parent_id: Option<Text>,
        /// More members of the event.
        options: Option<N>,
        /// A key was pressed, or the person stopped.
        typing: bool,
    },
    /// `channel.markRead`.
    MarkRead {
        /// Which channel.
        slot: Slot,
        /// The request body.
        options: N,
    },
    /// `dispatchEvent`: an event that the app hands in is taken as one that came.
    Hear {
        /// The event.
        event: N,
    },
    /// `recoverState`: do now what follows a reconnect.
    Recover,
    /// `syncDeliveredCandidates`: the newest messages of these channels reached this device.
    SyncDelivered {
        /// A list of numbers.
        slots: N,
    },
    /// The app aborted a call.
    Cancel,
}

/// A call of an endpoint as the app makes it.
#[derive(Debug)]
pub struct Call<N> {
    /// Number of the endpoint (`Name`).
    pub endpoint: u8,
    /// Values for the placeholders of its path.
    pub path: Vec<Text>,
    /// Query parameters.
    pub query: Option<N>,
    /// JSON body.
    pub body: Option<N>,
    /// Milliseconds it may take; the client's `timeout` when absent, `u64::MAX` for no limit on the answer.
    pub timeout_ms: Option<u64>,
}

impl<N: Node> Call<N> {
    /// A call of an endpoint by its number.
    pub fn new(endpoint: u8, path: Vec<Text>) -> Self {
        Call { endpoint, path, query: None, body: None, timeout_ms: None }
    }

    /// With a JSON body.
    pub fn body(mut self, body: N) -> Self {
        self.body = Some(body);
        self
    }
}
