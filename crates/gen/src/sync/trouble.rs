//! What went wrong while syncing, said to a person.

use std::fmt;
use std::io;
use std::path::Path;

/// What is wrong and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    message: String,
    help: Option<String>,
}

/// What git says, in lower case, what it means, and what to do.
static SAYINGS: &[(&[&str], &str, &str)] = &[
    (
        &[
            "could not resolve host",
            "failed to connect",
            "couldn't connect",
            "network is unreachable",
            "timed out",
        ],
        "the repository cannot be reached",
        "is there a network? What was synced before stays as it is, and `gen build` goes on with it",
    ),
    (
        &[
            "could not read username",
            "authentication failed",
            "terminal prompts disabled",
            "permission denied (publickey",
        ],
        "the repository asks for a login, or does not exist",
        "is the address right? Clone a private repository yourself and give its folder as `path`",
    ),
    (
        &[
            "not our ref",
            "couldn't find remote ref",
            "unadvertised object",
            "did not send all necessary objects",
        ],
        "the repository no longer has the pinned commit: its history was rewritten",
        "`gen sync --update NAME` goes on with the newest commit; look at what changed before you publish",
    ),
    (
        &[
            "not found",
            "does not appear to be a git repository",
            "does not exist",
        ],
        "there is no such repository",
        "was it moved or renamed? Change `repository` in the configuration",
    ),
    (
        &["no space left"],
        "the disk is full",
        "make room and run the same command again",
    ),
];

impl Trouble {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Trouble {
            message: message.into(),
            help: Some(help.into()),
        }
    }

    /// A file or folder that cannot be read or written.
    pub(super) fn io(path: &Path, error: &io::Error) -> Self {
        Trouble {
            message: format!("{}: {error}", path.display()),
            help: None,
        }
    }

    /// git cannot be started.
    pub(super) fn start(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound {
            let help = "install it, or put it on the PATH: https://git-scm.com/downloads";
            return Trouble::new("git was not found", help);
        }
        Trouble {
            message: format!("git cannot be started: {error}"),
            help: None,
        }
    }

    /// git said this and failed.
    pub(super) fn git(said: &str) -> Self {
        let lower = said.to_lowercase();
        let known = SAYINGS
            .iter()
            .find(|(words, ..)| words.iter().any(|word| lower.contains(word)));
        let last = said.lines().rev().find(|line| {
            let line = line.trim();
            line.starts_with("fatal:") || line.starts_with("error:") || line.starts_with("remote:")
        });
        let last = last.or(said.lines().last()).unwrap_or("it gave no reason").trim();
        match known {
            Some((_, message, help)) => Trouble::new(format!("{message} ({last})"), *help),
            None => Trouble {
                message: format!("git failed: {last}"),
                help: None,
            },
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}
