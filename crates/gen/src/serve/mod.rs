//! `gen serve`: the site at a local address, up to date while its inputs are edited.
//!
//! Two threads beside the pool: the workshop makes [`edition`]s of the site and puts the last good one on the
//! [`shelf`]; this one answers browsers from there. A page is made when it is asked for.

mod answer;
mod edition;
mod events;
mod guard;
mod note;
mod shelf;
mod workshop;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::thread;

use axum::Router;
use axum::http::header;
use axum::middleware;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::Exit;
use crate::build;
use crate::cli::{Cli, ServeArgs, WatcherKind};
use crate::live::{Given, Workspace};
use crate::report;

use guard::Hosts;
use shelf::Shelf;

const SCRIPT: &str = include_str!("browser/reload.js");
const STYLE: &str = include_str!("browser/overlay.css");

/// Serves the site until interrupted.
pub(crate) fn run(cli: &Cli, args: &ServeArgs) -> Exit {
    match serve(cli, args) {
        Ok(()) => Exit::Ok,
        Err(exit) => exit,
    }
}

fn serve(cli: &Cli, args: &ServeArgs) -> Result<(), Exit> {
    build::set_threads(cli);
    let given = Given {
        file: cli.config.clone(),
        out: None,
        base_url: None,
        home: Some("/".to_owned()),
        include_set_aside: cli.include_set_aside,
        with_private: true,
        minify: false,
    };
    let workspace = Workspace::open(given).map_err(|error| {
        report::config_error(cli, &error);
        Exit::Usage
    })?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| stopped(&error))?;
    let shelf = Shelf::new();
    runtime.block_on(async {
        let address = SocketAddr::new(args.interface, args.port);
        let bound = TcpListener::bind(address).await;
        let listener = bound.map_err(|error| refuse(address, &error))?;
        let address = listener.local_addr().map_err(|error| stopped(&error))?;
        announce(cli, args, address);
        let ended = start_workshop(cli.clone(), args.watcher, workspace, shelf.clone());
        let app = app(shelf, Hosts::new(args.interface, &args.allow_host));
        tokio::select! {
            served = async { axum::serve(listener, app).await } => served.map_err(|error| stopped(&error)),
            () = interrupted() => Ok(()),
            _ = ended => Err(Exit::Findings),
        }
    })
}

/// Starts the thread that makes editions. What it gives back is dropped with the thread, which ends only by a mistake
/// of ours that it has told of by then.
fn start_workshop(
    cli: Cli,
    kind: WatcherKind,
    workspace: Workspace,
    shelf: Shelf,
) -> oneshot::Receiver<Infallible> {
    let (alive, ended) = oneshot::channel();
    thread::spawn(move || {
        let _alive = alive;
        workshop::run(&cli, kind, workspace, shelf)
    });
    ended
}

fn app(shelf: Shelf, hosts: Hosts) -> Router {
    let file = |kind: &'static str, text: &'static str| {
        let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")];
        get(move || async move { (headers, text) })
    };
    Router::new()
        .route("/_gen/events", get(events::events))
        .route("/_gen/reload.js", file("text/javascript; charset=utf-8", SCRIPT))
        .route("/_gen/overlay.css", file("text/css; charset=utf-8", STYLE))
        .fallback(answer::answer)
        .with_state(shelf)
        .layer(middleware::from_fn_with_state(hosts, guard::guard))
}

/// Says where the site is, as soon as it can be asked for.
fn announce(cli: &Cli, args: &ServeArgs, address: SocketAddr) {
    let address_of_page = format!("http://{address}/");
    report::address(cli, &address_of_page);
    let reachable = !address.ip().is_loopback();
    if reachable {
        report::notice(
            cli,
            &format!(
                "warning: {} is not a local address: whoever reaches this machine can read the site; \
                 browsers that ask for it by another name need --allow-host",
                address.ip()
            ),
        );
    }
    if args.open
        && let Err(error) = open::that_detached(&address_of_page)
    {
        report::notice(cli, &format!("warning: no browser could be opened: {error}"));
    }
}

fn refuse(address: SocketAddr, error: &io::Error) -> Exit {
    let (ip, port) = (address.ip(), address.port());
    report::fail(&match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "port {port} of {ip} is in use, perhaps by another gen serve; choose another with --port, or --port 0 \
             for any that is free"
        ),
        io::ErrorKind::PermissionDenied => {
            format!("port {port} may not be listened on; choose one above 1023 with --port")
        }
        io::ErrorKind::AddrNotAvailable => {
            format!("no interface of this machine has the address {ip}; choose one with --interface")
        }
        _ => format!("{address} cannot be listened on: {error}"),
    });
    Exit::Usage
}

fn stopped(error: &io::Error) -> Exit {
    report::fail(&format!("the server stopped: {error}"));
    Exit::Usage
}

/// Waits for Ctrl-C, or where there is such a thing for a polite request to end.
async fn interrupted() {
    let asked = async {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            if let Ok(mut signal) = signal(SignalKind::terminate()) {
                signal.recv().await;
                return;
            }
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        // Without a handler the system's own ends the process.
        pressed = tokio::signal::ctrl_c() => if pressed.is_err() { std::future::pending::<()>().await },
        () = asked => (),
    }
}
