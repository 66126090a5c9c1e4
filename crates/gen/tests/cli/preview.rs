//! A running `gen serve`, and a browser as plain as can be.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::project::Project;

/// How long anything may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A running server; it ends with the test.
pub(crate) struct Preview {
    pub(crate) child: Child,
    pub(crate) port: u16,
    _stdout: BufReader<ChildStdout>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(it, _)| it == name);
        found.map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }
}

impl Preview {
    pub(crate) fn start(project: &Project, arguments: &[&str]) -> Preview {
        let arguments = [&["serve", "-p", "0", "--message-format", "json"], arguments].concat();
        let mut command = project.command(&arguments);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("gen runs");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("the address");
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line:?}: {error}"));
        let address = said["address"].as_str().expect("an address");
        let port = address.trim_end_matches('/').rsplit(':').next().expect("a port");
        Preview {
            child,
            port: port.parse().expect("a number"),
            _stdout: stdout,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("gen listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }

    /// Sends a request as it stands and reads the whole answer.
    pub(crate) fn raw(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("a request");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let end = bytes
            .windows(4)
            .position(|it| it == b"\r\n\r\n")
            .expect("the end of the head");
        let head = String::from_utf8(bytes[..end].to_vec()).expect("UTF-8");
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .expect("a status");
        let pair = |line: &str| {
            let (name, value) = line.split_once(": ").expect("a header");
            (name.to_lowercase(), value.to_owned())
        };
        Answer {
            status: status.parse().expect("a number"),
            headers: lines.map(pair).collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    /// Asks with a method and more headers.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        self.raw(&format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"
        ))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    /// Follows what is shown, as the open page of this path.
    pub(crate) fn follow(&self, path: &str) -> Events {
        let mut stream = self.connect();
        let request = format!("GET /_gen/events?{path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("a request");
        Events {
            lines: BufReader::new(stream),
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a page is told.
pub(crate) struct Events {
    lines: BufReader<TcpStream>,
}

impl Events {
    /// The next state that is told.
    pub(crate) fn next(&mut self) -> Value {
        loop {
            let mut line = String::new();
            let read = self.lines.read_line(&mut line).expect("an event in time");
            assert!(read > 0, "the stream ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).expect("JSON");
            }
        }
    }

    /// The next state that is as wanted.
    pub(crate) fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let state = self.next();
            if wanted(&state) {
                return state;
            }
            assert!(start.elapsed() < PATIENCE, "{state}");
        }
    }

    /// The next state with problems.
    pub(crate) fn broken(&mut self) -> Value {
        self.until(|state| state["problems"].as_array().is_some_and(|it| !it.is_empty()))
    }

    /// The next state without problems.
    pub(crate) fn mended(&mut self) -> Value {
        self.until(|state| state["problems"].as_array().is_some_and(Vec::is_empty))
    }
}

/// Waits until something holds.
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
