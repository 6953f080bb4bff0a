//! Owns the settings of a server and their command line. Does not open anything.
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::Parser;

use crate::links::host::LinkHost;

/// Default port. Not 3030, 8800 or 8900, which some clients rewrite (protocol notes, "Endpoints and ports").
pub const DEFAULT_PORT: u16 = 8790;

/// A local server that speaks Stream's chat protocol, for development and tests.
///
/// The first line on stdout is one JSON object: {"url", "api_key", "api_secret", "ready_ms"}.
#[derive(Clone, Debug, Parser)]
#[command(name = "stream-chat-local", version)]
pub struct Config {
    /// Address to listen on. Beyond loopback, anybody on the network can reach the server.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub host: IpAddr,
    /// Port to listen on; 0 picks a free one.
    #[arg(long, default_value_t = DEFAULT_PORT)]
    pub port: u16,
    /// Keep nothing: the database lives in memory.
    #[arg(long, conflicts_with = "db")]
    pub memory: bool,
    /// Database file. Default: .stream-chat-local/chat.db in the current folder.
    #[arg(long, value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// Key of the application.
    #[arg(long, default_value = "local-key")]
    pub api_key: String,
    /// Secret that signs tokens. The default is public knowledge: fine on loopback.
    #[arg(long, default_value = "local-secret-for-development-only", hide_default_value = true)]
    pub api_secret: String,
    /// Fill an empty database with a small demonstration.
    #[arg(long, value_name = "NAME", value_parser = ["demo"])]
    pub seed: Option<String>,
    /// Serve a folder at /.
    #[arg(long = "static", value_name = "DIR")]
    pub static_dir: Option<PathBuf>,
    /// A host that link previews may be fetched from; none by default. Can be given several times. Without a port: 80 and
    /// 443. localhost and addresses that are not public need one.
    #[arg(long = "link-host", value_name = "HOST[:PORT]")]
    pub link_hosts: Vec<LinkHost>,
    /// Offer /_dev and accept development tokens even when not on loopback.
    #[arg(long)]
    pub dev: bool,
    /// Offer /_dev/faults, by which tests break the server on purpose. Only where /_dev is offered.
    #[arg(long)]
    pub faults: bool,
    /// Exit when stdin closes, so that the server never outlives a test that started it.
    #[arg(long)]
    pub exit_with_parent: bool,
}

impl Config {
    /// For tests: in memory, on a free port.
    pub fn for_tests() -> Self {
        Config::parse_from(["stream-chat-local", "--memory", "--port", "0"])
    }

    /// Whether only this machine can reach the server.
    pub fn is_local(&self) -> bool {
        self.host.is_loopback()
    }

    /// Whether `/_dev` and development tokens are available.
    pub fn dev_mode(&self) -> bool {
        self.dev || self.is_local()
    }

    /// Whether the server can be broken on purpose.
    pub fn can_be_broken(&self) -> bool {
        self.faults && self.dev_mode()
    }

    /// The database file, or none in memory.
    pub fn database(&self) -> Option<PathBuf> {
        match (self.memory, &self.db) {
            (true, _) => None,
            (false, Some(file)) => Some(file.clone()),
            (false, None) => Some(PathBuf::from(".stream-chat-local/chat.db")),
        }
    }
}
