//! A program run from outside: how long it takes, how much processor time and memory.

use std::io::{self, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

use super::Failure;

/// What one run of a program took, by the system's own accounts of the finished process.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    /// From start to end.
    pub(super) wall: Duration,
    /// User and system time, of all threads.
    pub(super) cpu: Duration,
    /// The most memory resident at once, in bytes.
    pub(super) peak: u64,
}

/// A finished program.
pub(super) struct Finished {
    pub(super) usage: Usage,
    pub(super) status: ExitStatus,
    /// What it printed to standard output.
    pub(super) output: String,
}

/// Runs a program to its end; what it prints to standard error is thrown away.
pub(super) fn run(command: &mut Command) -> Result<Finished, Failure> {
    let name = named(command);
    let failed = |error: io::Error| Failure::new(format!("{name}: {error}"));
    let started = Instant::now();
    let spawned = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = spawned.map_err(failed)?;
    let mut output = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        let mut bytes = Vec::new();
        stdout.read_to_end(&mut bytes).map_err(failed)?;
        output = String::from_utf8_lossy(&bytes).into_owned();
    }
    let used = child.wait4().map_err(failed)?;
    let usage = Usage {
        wall: started.elapsed(),
        cpu: used.rusage.utime + used.rusage.stime,
        peak: used.rusage.maxrss,
    };
    Ok(Finished {
        usage,
        status: used.status,
        output,
    })
}

/// Runs a program that must exit with 0.
pub(super) fn succeed(command: &mut Command) -> Result<Finished, Failure> {
    let finished = run(command)?;
    if finished.status.success() {
        return Ok(finished);
    }
    let tail: String = finished
        .output
        .lines()
        .rev()
        .take(5)
        .collect::<Vec<_>>()
        .join("\n");
    Err(Failure::new(format!(
        "{}: {}\n{tail}",
        named(command),
        finished.status
    )))
}

fn named(command: &Command) -> String {
    let arguments = command.get_args().map(|it| it.to_string_lossy().into_owned());
    let words: Vec<String> = std::iter::once(command.get_program().to_string_lossy().into_owned())
        .chain(arguments)
        .collect();
    words.join(" ")
}
