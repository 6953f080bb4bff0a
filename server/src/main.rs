//! The program: reads the command line, starts the server, says where it is, waits for a reason to stop.
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use stream_chat_local::Config;
use tokio::io::AsyncReadExt;

fn main() -> ExitCode {
    let started = Instant::now();
    let config = Config::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error),
    };
    let result = runtime.block_on(run(config, started));
    // Without this, reading stdin would keep the process alive.
    runtime.shutdown_background();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn fail(error: &io::Error) -> ExitCode {
    eprintln!("stream-chat-local could not start or go on: {error}");
    ExitCode::FAILURE
}

async fn run(config: Config, started: Instant) -> io::Result<()> {
    if !config.is_local() {
        eprintln!("warning: {} is not loopback, others on the network can reach this server", config.host);
        let state = if config.dev_mode() { "available to all of them" } else { "off (--dev switches them on)" };
        eprintln!("warning: /_dev and development tokens are {state}");
    }
    let exit_with_parent = config.exit_with_parent;
    // Before the first line is out: whoever reads it may send a signal at once.
    let signalled = signalled()?;
    let handle = stream_chat_local::serve(config).await?;
    let line = serde_json::json!({
        "url": handle.url,
        "api_key": handle.api_key,
        "api_secret": handle.api_secret,
        "ready_ms": started.elapsed().as_millis() as u64,
    });
    writeln!(io::stdout(), "{line}")?;
    io::stdout().flush()?;
    tokio::select! {
        () = signalled => {}
        () = stdin_closed(), if exit_with_parent => {}
    }
    handle.stop().await;
    Ok(())
}

/// Begins to listen for the signals that end the server, and answers a future that waits for one.
#[cfg(unix)]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

async fn stdin_closed() {
    let mut buffer = [0; 256];
    let mut stdin = tokio::io::stdin();
    while let Ok(1..) = stdin.read(&mut buffer).await {}
}
