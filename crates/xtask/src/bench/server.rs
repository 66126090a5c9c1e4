//! A server started for a measurement, and just enough of HTTP to ask it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::Failure;

/// How long anything may take before it counts as never.
const PATIENCE: Duration = Duration::from_secs(180);
/// Between two questions whether something is there.
const PAUSE: Duration = Duration::from_millis(2);

/// A running server; it ends with the value.
pub(super) struct Server {
    child: Child,
    address: SocketAddr,
    started: Instant,
}

impl Server {
    /// Starts a server that was told to listen on a port of this machine.
    pub(super) fn start(command: &mut Command, port: u16) -> Result<Server, Failure> {
        let started = Instant::now();
        let spawned = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Ok(Server {
            child: spawned.map_err(|error| Failure::new(format!("a server: {error}")))?,
            address: SocketAddr::from(([127, 0, 0, 1], port)),
            started,
        })
    }

    /// Since it was started, until a page is there.
    pub(super) fn until_first(&self, path: &str) -> Result<Duration, Failure> {
        self.until(path, "</html>")?;
        Ok(self.started.elapsed())
    }

    /// Asks until a page holds a text; for how long.
    pub(super) fn until(&self, path: &str, text: &str) -> Result<Duration, Failure> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if self.get(path).is_ok_and(|body| body.contains(text)) {
                return Ok(begun.elapsed());
            }
            thread::sleep(PAUSE);
        }
        Err(Failure::new(format!("{path}: does not show what was edited")))
    }

    /// The answer to one question, its head included.
    pub(super) fn get(&self, path: &str) -> io::Result<String> {
        let mut stream = self.ask(path, "HTTP/1.0")?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Follows the server-sent events that an open page follows.
    pub(super) fn follow(&self, page: &str) -> io::Result<Events> {
        let stream = self.ask(&format!("/_gen/events?{page}"), "HTTP/1.1")?;
        let mut events = Events(BufReader::new(stream));
        // The first one says what is shown already.
        events.next()?;
        Ok(events)
    }

    fn ask(&self, path: &str, version: &str) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let host = self.address;
        write!(stream, "GET {path} {version}\r\nHost: {host}\r\n\r\n")?;
        Ok(stream)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Server-sent events as they come.
pub(super) struct Events(BufReader<TcpStream>);

impl Events {
    /// Waits for the next one.
    pub(super) fn next(&mut self) -> io::Result<()> {
        let mut line = String::new();
        loop {
            line.clear();
            if self.0.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if line.starts_with("data:") {
                return Ok(());
            }
        }
    }
}

/// A port that is free now.
pub(super) fn free_port() -> Result<u16, Failure> {
    let bound = TcpListener::bind(("127.0.0.1", 0)).and_then(|it| it.local_addr());
    bound
        .map(|address| address.port())
        .map_err(|error| Failure::new(format!("no free port: {error}")))
}
