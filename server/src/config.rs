//! Owns the settings of a server and their command line. Does not open anything.
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use tracing::level_filters::LevelFilter;

use crate::links::host::LinkHost;
use crate::rates::PER_USER;

/// Default port. Not 3030, 8800 or 8900, which some clients rewrite (protocol notes, "Endpoints and ports").
pub const DEFAULT_PORT: u16 = 8790;

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

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
    /// Fill the database with a small demonstration (demo), or with what a JSON file holds. What is there already stays.
    #[arg(long, value_name = "demo|FILE")]
    pub seed: Option<String>,
    /// Refuse calls beyond the service's limits a minute (code 9): 60 of one user to one endpoint, and the endpoint's own.
    #[arg(long)]
    pub rate_limits: bool,
    /// The same with another number of calls of one user to one endpoint.
    #[arg(long, value_name = "CALLS", value_parser = clap::value_parser!(u32).range(1..))]
    pub rate_limit: Option<u32>,
    /// How much to log: off, error, warn, info, debug (every request), trace. On stderr; never tokens, queries or texts.
    #[arg(long, value_name = "LEVEL", default_value_t = LevelFilter::WARN)]
    pub log: LevelFilter,
    /// How log lines look.
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
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

    /// How many calls a minute of one user to one endpoint are allowed, if anything is refused at all.
    pub fn calls_per_minute(&self) -> Option<u32> {
        self.rate_limit.or(self.rate_limits.then_some(PER_USER))
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
