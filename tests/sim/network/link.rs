//! Owns the way of one socket through the network: whether it still carries frames, and in which order they arrive.

/// How a socket that a page opens will fare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is carried.
    Carried,
    /// It closes before its first frame.
    Refused,
    /// Nothing ever comes of it.
    Swallowed,
    /// It closes so many milliseconds after its first frame.
    Killed(u64),
}

/// One socket of a page.
#[derive(Debug)]
pub struct Link {
    pub generation: u32,
    /// Its place among the page's sockets.
    pub place: usize,
    /// Frames of the page that were carried on.
    pub sent: usize,
    pub fate: Fate,
    /// The service's name for it.
    pub connection: Option<u32>,
    /// Half-open: carries nothing any more, and neither end knows.
    pub dead: bool,
    /// When the latest frame in either direction arrives: none overtakes another.
    pub down_at: u64,
    pub up_at: u64,
}

impl Link {
    pub fn new(generation: u32, place: usize, fate: Fate) -> Self {
        let dead = fate == Fate::Swallowed;
        Link { generation, place, sent: 0, fate, connection: None, dead, down_at: 0, up_at: 0 }
    }
}
