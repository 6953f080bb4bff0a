//! Owns the server as a program of its own: start, first line, what the system tells about it, end. Asserts nothing.
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

/// A running program, ended with the test.
pub struct Program {
    pub child: Child,
    pub url: String,
    /// How long it took to be ready, as it says itself.
    pub ready: Duration,
}

impl Program {
    /// Starts it on a free port with this database.
    pub fn start(file: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_stream-chat-local"))
            .args(["--port", "0", "--exit-with-parent", "--db"])
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let line: Value = serde_json::from_str(&line).expect("the program says where it is");
        let ready = Duration::from_millis(line["ready_ms"].as_u64().unwrap());
        Program { url: line["url"].as_str().unwrap().to_owned(), ready, child }
    }

    /// Ends it without a warning, as `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Resident memory in megabytes, now and at most, where the system tells.
    pub fn memory(&self) -> Option<(u64, u64)> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let field = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
        };
        Some((field("VmRSS:")?, field("VmHWM:")?))
    }

    /// Processor time used so far, where the system tells: fields 14 and 15, in hundredths of a second.
    pub fn processor(&self) -> Option<Duration> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        let ticks: u64 =
            text.rsplit(')').next()?.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
        Some(Duration::from_millis(ticks * 10))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A database file of one test, removed with what belongs to it however the test ends.
pub struct Scratch(pub PathBuf);

impl Scratch {
    /// A name that no other test and no other run has.
    pub fn new(test: &str) -> Self {
        Scratch(std::env::temp_dir().join(format!("stream-chat-local-{test}-{}.db", std::process::id())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", self.0.display()));
        }
    }
}
