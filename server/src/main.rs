//! The program: reads the command line, starts the server, says where it is, waits for a reason to stop.
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use stream_chat_local::Config;
use stream_chat_local::config::LogFormat;
use tokio::io::AsyncReadExt;

/// The server lives on many small values: a third of the time of a list of channels went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let started = Instant::now();
    let config = Config::parse();
    begin_to_log(&config);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(DATABASE_THREADS).build();
    let runtime = match runtime {
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

/// Threads that may wait for the database or the disk: one writes, the others read. By default there can be 512, which a
/// thousand sockets closing at once would all start.
const DATABASE_THREADS: usize = 16;

fn begin_to_log(config: &Config) {
    let lines = tracing_subscriber::fmt().with_max_level(config.log).with_writer(io::stderr).with_target(false);
    match config.log_format {
        LogFormat::Text => lines.with_ansi(false).init(),
        LogFormat::Json => lines.json().init(),
    }
}

fn fail(error: &io::Error) -> ExitCode {
    // Not only for the log: whoever starts the program has to learn why it ends.
    eprintln!("stream-chat-local could not start or go on: {error}");
    ExitCode::FAILURE
}

async fn run(config: Config, started: Instant) -> io::Result<()> {
    if !config.is_local() {
        tracing::warn!("{} is not loopback, others on the network can reach this server", config.host);
        let state = if config.dev_mode() { "available to all of them" } else { "off (--dev switches them on)" };
        tracing::warn!("/_dev and development tokens are {state}");
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
