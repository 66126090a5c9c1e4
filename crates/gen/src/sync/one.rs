//! One source, from repository to folder.

use sha2::{Digest, Sha256};
use site::output;

use super::folder::{self, ListHash, Stage, hash_of, hex};
use super::git::{self, Git, Hear};
use super::tree::{self, Chosen};
use super::trouble::Trouble;
use crate::config::{Mark, Pin, Upstream};

/// How a run treats the lock and the network.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mode {
    /// The newest commit instead of the pinned one.
    pub(super) update: bool,
    /// The pin must not change.
    pub(super) locked: bool,
    /// No network.
    pub(super) offline: bool,
}

/// What a source came to.
pub(super) struct Synced {
    pub(super) pin: Pin,
    /// The commit that the folder held before.
    pub(super) before: Option<String>,
    /// Whether the folder was written.
    pub(super) written: bool,
    /// What was asked for and not written, and why.
    pub(super) left_out: Vec<(String, &'static str)>,
}

/// Brings a source's folder to its pinned commit, or to the newest one.
pub(super) fn sync(
    upstream: &Upstream,
    pinned: Option<&Pin>,
    mode: Mode,
    hear: Hear<'_>,
) -> Result<Synced, Trouble> {
    let pinned = pinned.filter(|pin| fits(pin, upstream));
    if mode.locked && pinned.is_none() {
        return Err(drifted("gen.lock does not pin it as it is configured"));
    }
    let _held = output::Lock::take(&upstream.folder)
        .map_err(|error| Trouble::new(error.to_string(), "wait for it"))?;
    let mark = Mark::read(&upstream.folder);
    if let Some(synced) = unchanged(upstream, pinned, mark.as_ref(), mode) {
        return Ok(synced);
    }
    git::check_version()?;
    let git = Git::open(git::store_of(&upstream.folder), upstream.repository.clone())?;
    let commit = commit(&git, upstream, pinned, mode)?;
    if !git.has_commit(&commit) {
        refuse_offline(mode, &commit)?;
        git.fetch_commit(&commit, hear)?;
    }
    let chosen = tree::choose(&git.list(&commit)?, upstream)?;
    let missing = git.missing(&commit, &chosen.files)?;
    if !missing.is_empty() {
        refuse_offline(mode, &commit)?;
        git.fetch_files(&missing, hear)?;
    }
    let facts = git.facts(&commit)?;
    let stage = Stage::new(&upstream.folder)?;
    let sha256 = fill(&git, &chosen, &stage)?;
    let pin = Pin {
        name: upstream.name.clone(),
        repository: upstream.repository.as_str().to_owned(),
        branch: upstream.branch.clone(),
        paths: upstream.paths.clone(),
        commit,
        tree: facts.tree,
        date: facts.date,
        files: chosen.files.len(),
        sha256,
    };
    if mode.locked && pinned != Some(&pin) {
        return Err(drifted(
            "the configuration chooses other files than gen.lock pins",
        ));
    }
    let before = mark.map(|mark| mark.source.commit);
    put(upstream, stage, pin, before, chosen.left_out)
}

/// Swaps the stage in unless the folder is right already.
fn put(
    upstream: &Upstream,
    stage: Stage,
    pin: Pin,
    before: Option<String>,
    left_out: Vec<(String, &'static str)>,
) -> Result<Synced, Trouble> {
    let mark = Mark {
        selection: selection(upstream),
        source: pin.clone(),
    };
    let is_right = upstream.folder.is_dir() && hash_of(&upstream.folder).as_ref() == Some(&pin.sha256);
    if is_right {
        folder::mark(&upstream.folder, &mark)?;
    } else {
        stage.swap(&mark)?;
    }
    Ok(Synced {
        pin,
        before,
        written: !is_right,
        left_out,
    })
}

/// Whether a pin is of what the configuration asks for now.
fn fits(pin: &Pin, upstream: &Upstream) -> bool {
    pin.repository == upstream.repository.as_str()
        && pin.branch == upstream.branch
        && pin.paths == upstream.paths
        && upstream
            .commit
            .as_ref()
            .is_none_or(|commit| *commit == pin.commit)
}

/// The folder holds what is pinned, byte for byte, and the configuration asks for no other files: git is not needed.
fn unchanged(upstream: &Upstream, pinned: Option<&Pin>, mark: Option<&Mark>, mode: Mode) -> Option<Synced> {
    let (pin, mark) = pinned.zip(mark)?;
    let same = !mode.update && mark.source == *pin && mark.selection == selection(upstream);
    (same && hash_of(&upstream.folder)? == pin.sha256).then(|| Synced {
        pin: pin.clone(),
        before: Some(pin.commit.clone()),
        written: false,
        left_out: Vec::new(),
    })
}

fn commit(git: &Git, upstream: &Upstream, pinned: Option<&Pin>, mode: Mode) -> Result<String, Trouble> {
    let pinned = pinned.filter(|_| !mode.update).map(|pin| &pin.commit);
    if let Some(commit) = upstream.commit.as_ref().or(pinned) {
        return Ok(commit.clone());
    }
    if mode.offline {
        return Err(Trouble::new(
            "it has never been synced",
            "run `gen sync` without --offline",
        ));
    }
    git.newest(upstream.branch.as_deref())
}

fn refuse_offline(mode: Mode, commit: &str) -> Result<(), Trouble> {
    if mode.offline {
        let message = format!("the commit {commit} has not been fetched whole");
        return Err(Trouble::new(message, "run `gen sync` without --offline"));
    }
    Ok(())
}

fn drifted(message: &str) -> Trouble {
    Trouble::new(message, "run `gen sync` without --locked and commit gen.lock")
}

/// Writes the chosen files to the stage, and gives the hash of their list.
fn fill(git: &Git, chosen: &Chosen, stage: &Stage) -> Result<String, Trouble> {
    let (mut hash, mut files) = (ListHash::default(), chosen.files.iter());
    git.read(chosen.files.iter().map(|file| file.id.as_str()), |bytes| {
        let Some(file) = files.next() else { return Ok(()) };
        hash.add(&file.path, bytes);
        stage.put(&file.path, bytes)
    })?;
    Ok(hash.finish())
}

/// Which files are asked for, as a hash: the paths and the reader's globs, its vendor's own included.
fn selection(upstream: &Upstream) -> String {
    let about = upstream
        .reader
        .as_ref()
        .and_then(|it| corpus::vendors::find(&it.vendor));
    let own = upstream.reader.as_ref().map(|it| (&it.include, &it.exclude));
    let text = format!("{:?} {own:?} {about:?}", upstream.paths);
    hex(&Sha256::digest(text))
}
