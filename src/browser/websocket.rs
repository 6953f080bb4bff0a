//! Owns one WebSocket: its life, its frames, its end. Dropping it takes the handlers off first, so a socket that was
//! given up is silent at once.

use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use super::driver::Driver;
use super::object::{JsNode, parse_frame};
use crate::client::Input;
use crate::id::Generation;

/// The close code of a wanted end (RFC 6455, section 7.4.1).
const NORMAL: u16 = 1000;
/// What browsers report when there was no closing handshake (RFC 6455, section 7.4.1).
const ABNORMAL: u16 = 1006;

/// An open or opening socket.
pub struct Socket {
    socket: WebSocket,
    pub generation: Generation,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Opens a socket. An address the browser refuses is reported as a socket that closed.
    pub fn open(driver: &Rc<Driver>, generation: Generation, url: &str) -> Option<Self> {
        let Ok(socket) = WebSocket::new(url) else {
            driver.input(Input::SocketClosed { generation, code: ABNORMAL });
            return None;
        };
        let weak: Weak<Driver> = Rc::downgrade(driver);
        let on_message = Closure::new(move |event: MessageEvent| {
            if let Some(driver) = weak.upgrade() {
                let frame = parse_frame(&event.data()).map(|frame| JsNode::from(JsValue::from(frame)));
                driver.input(Input::Frame { generation, frame });
            }
        });
        let weak: Weak<Driver> = Rc::downgrade(driver);
        let on_close = Closure::new(move |event: CloseEvent| {
            if let Some(driver) = weak.upgrade() {
                driver.input(Input::SocketClosed { generation, code: event.code() });
            }
        });
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Some(Socket { socket, generation, _on_message: on_message, _on_close: on_close })
    }

    /// Sends a text frame. A socket that cannot send is about to report its end.
    pub fn send(&self, text: &str) {
        let _closing = self.socket.send_with_str(text);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // Refused only for codes outside the allowed range, which this is not.
        let _closed = self.socket.close_with_code(NORMAL);
    }
}
