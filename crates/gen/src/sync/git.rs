//! Running git so that it does nothing but move objects.
//!
//! A repository is only ever a store of objects here: nothing is checked out, so hooks, filters, attributes, large file
//! storage, submodules and links have nowhere to act. What else could start a program or ask a question is switched off,
//! and the user's and the machine's configuration are not read. Commands that need no network are not allowed any, so
//! that a missing object is an error instead of a download.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use super::trouble::Trouble;
use crate::config::{Address, Protocol};

/// The first version whose configuration can be kept out by an environment variable.
const OLDEST: (u32, u32) = (2, 32);
/// How much of what git says is kept.
const MAX_SAID: usize = 16 * 1024;
/// A store of more packs than this is made anew.
const MAX_PACKS: usize = 40;

/// Settings of every run.
const SETTINGS: &[&str] = &[
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.symlinks=false",
    "core.askPass=",
    "credential.helper=",
    "credential.interactive=false",
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
    "fetch.negotiationAlgorithm=noop",
    "transfer.bundleURI=false",
    "protocol.version=2",
    "gc.auto=0",
    "maintenance.auto=false",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=60",
];

/// Hears how far a fetch is.
pub(super) type Hear<'a> = &'a (dyn Fn(&str) + Sync);

/// A store of objects and the repository that fills it.
pub(super) struct Git {
    store: PathBuf,
    address: Address,
}

/// Fails unless git is there and new enough.
pub(super) fn check_version() -> Result<(), Trouble> {
    let output = hardened(Command::new("git"), None)
        .arg("version")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Trouble::start(&error))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = text
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|it| it.parse::<u32>().ok());
    let version = numbers.next().zip(numbers.next()).unwrap_or_default();
    if version < OLDEST {
        let (major, minor) = OLDEST;
        let help = format!("install git {major}.{minor} or later");
        return Err(Trouble::new(format!("git is too old: {}", text.trim()), help));
    }
    Ok(())
}

impl Git {
    /// Opens the store of an upstream, and makes it if it is not there or has grown old.
    pub(super) fn open(store: PathBuf, address: Address) -> Result<Git, Trouble> {
        let packs = fs::read_dir(store.join("objects/pack"))
            .into_iter()
            .flatten()
            .flatten();
        let packs = packs
            .filter(|entry| entry.path().extension().is_some_and(|it| it == "pack"))
            .count();
        let whole = store.join("HEAD").is_file() && store.join("objects").is_dir();
        if store.exists() && (!whole || packs > MAX_PACKS) {
            fs::remove_dir_all(&store).map_err(|error| Trouble::io(&store, &error))?;
        }
        let git = Git { store, address };
        if !git.store.exists() {
            fs::create_dir_all(&git.store).map_err(|error| Trouble::io(&git.store, &error))?;
            git.local(&["init", "--quiet", "--bare", "--template="], None)?;
        }
        git.remove_stale_locks();
        Ok(git)
    }

    /// A killed fetch leaves lock files behind; whoever gets here holds the lock of the folder.
    fn remove_stale_locks(&self) {
        for entry in fs::read_dir(&self.store).into_iter().flatten().flatten() {
            if entry.path().extension().is_some_and(|it| it == "lock") {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn command(&self, protocol: Option<Protocol>) -> Command {
        let mut command = hardened(Command::new("git"), protocol);
        command.arg("--git-dir").arg(&self.store);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command
            .arg("-c")
            .arg(format!("remote.origin.url={}", self.address));
        command
    }

    /// Runs a command that needs no network, and gives what it prints.
    pub(super) fn local(&self, arguments: &[&str], most: Option<u64>) -> Result<Vec<u8>, Trouble> {
        run(self.command(None).args(arguments), &[], most, &|_| {})
    }

    /// Runs a command over the repository's own protocol.
    pub(super) fn remote(
        &self,
        arguments: &[&str],
        input: &[u8],
        hear: Hear<'_>,
    ) -> Result<Vec<u8>, Trouble> {
        run(
            self.command(Some(self.address.protocol)).args(arguments),
            input,
            None,
            hear,
        )
    }

    /// Reads objects one after the other.
    pub(super) fn read<'a>(
        &self,
        ids: impl Iterator<Item = &'a str>,
        mut each: impl FnMut(&[u8]) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let ids: Vec<&str> = ids.collect();
        let list = ids.join("\n") + "\n";
        let mut child = spawn(self.command(None).args(["cat-file", "--batch"]))?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let result = thread::scope(|scope| {
            scope.spawn(move || stdin.map(|mut it| it.write_all(list.as_bytes())));
            scope.spawn(move || stderr.map(|mut it| io::copy(&mut it, &mut io::sink())));
            let mut objects = stdout.map(BufReader::new).ok_or_else(broken_pipe)?;
            ids.iter()
                .try_for_each(|id| each(&next_object(&mut objects, id)?))
        });
        finish(&mut child, result.is_err());
        result
    }
}

/// A git that reads no configuration but ours, asks nothing and speaks one protocol at most.
fn hardened(mut command: Command, protocol: Option<Protocol>) -> Command {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let kept = ["GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_EXEC_PATH"].contains(&&*text);
        if (text.starts_with("GIT_") && !kept) || text == "SSH_ASKPASS" {
            command.env_remove(&name);
        }
    }
    let nothing = if cfg!(windows) { "NUL" } else { "/dev/null" };
    command
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", nothing)
        .env("GIT_ATTR_NOSYSTEM", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ASKPASS", "")
        .env("GIT_SSH_COMMAND", "ssh -oBatchMode=yes")
        .env("GIT_LFS_SKIP_SMUDGE", "1")
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", protocol.map_or("none", Protocol::id))
        .env("LC_ALL", "C")
        .env("TZ", "UTC");
    command
}

fn spawn(command: &mut Command) -> Result<Child, Trouble> {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| Trouble::start(&error))
}

fn broken_pipe() -> Trouble {
    Trouble::new("git closed its output", "run the same command again")
}

/// Waits for a child, after ending it if its work is of no use any more.
fn finish(child: &mut Child, failed: bool) -> bool {
    if failed {
        let _ = child.kill();
    }
    child.wait().is_ok_and(|status| status.success())
}

fn run(command: &mut Command, input: &[u8], most: Option<u64>, hear: Hear<'_>) -> Result<Vec<u8>, Trouble> {
    let mut child = spawn(command)?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let most = most.unwrap_or(u64::MAX - 1);
    let (printed, said) = thread::scope(|scope| {
        scope.spawn(move || stdin.map(|mut it| it.write_all(input)));
        let said = scope.spawn(move || stderr.map(|it| listen(it, hear)).unwrap_or_default());
        let mut printed = Vec::new();
        let read = stdout.map(|it| it.take(most + 1).read_to_end(&mut printed));
        if printed.len() as u64 > most {
            let _ = child.kill();
        }
        (
            read.and_then(Result::ok).map(|_| printed),
            said.join().unwrap_or_default(),
        )
    });
    let went_well = finish(&mut child, false);
    match printed {
        Some(printed) if printed.len() as u64 > most => Err(Trouble::new(
            "the repository has too many files",
            "name fewer folders in `sync`, or is it the right repository?",
        )),
        Some(printed) if went_well => Ok(printed),
        _ => Err(Trouble::git(&said)),
    }
}

/// Passes on how far git is, and keeps the end of what it says.
fn listen(stream: impl Read, hear: Hear<'_>) -> String {
    let mut said = Vec::new();
    for piece in BufReader::new(stream).split(b'\r').map_while(Result::ok) {
        if let Some(line) = piece.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty()) {
            hear(&String::from_utf8_lossy(line));
        }
        said.extend_from_slice(&piece);
        said.push(b'\n');
        let surplus = said.len().saturating_sub(MAX_SAID);
        said.drain(..surplus);
    }
    String::from_utf8_lossy(&said).into_owned()
}

/// The next object of `cat-file --batch`: a line with id, kind and size, the bytes, a line's end.
fn next_object(objects: &mut impl BufRead, id: &str) -> Result<Vec<u8>, Trouble> {
    let mut head = String::new();
    objects.read_line(&mut head).map_err(|_| broken_pipe())?;
    let size = head
        .trim_end()
        .strip_prefix(id)
        .and_then(|rest| rest.strip_prefix(" blob "));
    let Some(size) = size.and_then(|size| size.parse::<u64>().ok()) else {
        return Err(Trouble::new(
            format!("the repository's copy lacks the object {id}"),
            "run the same command again",
        ));
    };
    let mut bytes = Vec::new();
    objects
        .by_ref()
        .take(size + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| broken_pipe())?;
    if bytes.pop().is_none() || bytes.len() as u64 != size {
        return Err(broken_pipe());
    }
    Ok(bytes)
}

/// The store of an upstream's folder: beside it, in a folder that no corpus is read from.
pub(super) fn store_of(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or(OsStr::new("source"));
    folder.with_file_name(".gen-store").join(name)
}
