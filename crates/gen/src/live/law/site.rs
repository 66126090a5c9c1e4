//! A small site in a temporary folder, read both ways.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

use tempfile::TempDir;
use xxhash_rust::xxh3::xxh3_128;

use super::files::{CONFIG, FILES, SMALL};
use crate::live::doorbell::Call;
use crate::live::watch::Follower;
use crate::live::{Broken, Built, Changes, Given, Workspace};
use crate::stages::Stages;

pub(super) struct Site {
    folder: TempDir,
    follower: Follower,
    /// Paths that something happened at since the last look, by the system's names.
    heard: BTreeSet<PathBuf>,
    /// What the last look gave.
    state: State,
}

/// What a state of the inputs makes: pages by route (or why there are none) and what is to be said of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    pages: Result<BTreeMap<String, u128>, String>,
    problems: String,
}

impl Site {
    pub(super) fn new() -> Site {
        let folder = TempDir::new().expect("a temporary folder");
        for (path, text) in SMALL.iter().chain(&[("site.toml", CONFIG)]) {
            put(&folder.path().join(path), text);
        }
        for file in FILES.iter().filter(|file| file.standing) {
            put(&folder.path().join(file.path), file.versions[0]);
        }
        let mut follower = Follower::new(open(folder.path()));
        let result = follower.read(&Changes::default(), &mut Stages::new(true));
        let state = State::of(result, folder.path());
        Site {
            folder,
            follower,
            heard: BTreeSet::new(),
            state,
        }
    }

    /// A path that something is about to happen at.
    fn path(&mut self, path: &str) -> PathBuf {
        self.hear(self.folder.path().join(path))
    }

    fn hear(&mut self, path: PathBuf) -> PathBuf {
        let real = self.folder.path().canonicalize().expect("a folder");
        let below = path.strip_prefix(self.folder.path()).expect("below the folder");
        self.heard.insert(real.join(below));
        path
    }

    pub(super) fn write(&mut self, path: &str, text: &str) {
        put(&self.path(path), text);
    }

    pub(super) fn replace(&mut self, path: &str, text: &str) {
        let path = self.path(path);
        let beside = self.hear(path.with_extension("new~"));
        put(&beside, text);
        fs::rename(beside, path).expect("a rename");
    }

    pub(super) fn remove(&mut self, path: &str) {
        let path = self.path(path);
        // A site without its configuration is no site; that case is a test of its own.
        if !path.ends_with("site.toml") {
            let _ = fs::remove_file(path);
        }
    }

    pub(super) fn rename(&mut self, from: &str, to: &str) {
        let (from, to) = (self.path(from), self.path(to));
        if from.is_file() && !from.ends_with("site.toml") {
            fs::create_dir_all(to.parent().expect("a parent")).expect("folders");
            fs::rename(from, to).expect("a rename");
        }
    }

    pub(super) fn touch(&mut self, path: &str) {
        if let Ok(file) = fs::File::options().append(true).open(self.path(path)) {
            file.set_modified(SystemTime::now()).expect("a new time");
        }
    }

    pub(super) fn remove_folder(&mut self, path: &str) {
        let path = self.path(path);
        if let Some(folder) = path.parent().filter(|folder| *folder != self.folder.path()) {
            let _ = fs::remove_dir_all(self.hear(folder.to_owned()));
        }
    }

    /// The site as it is after reading what changed where something was heard.
    pub(super) fn heard(&mut self) -> State {
        let call = Call::At(std::mem::take(&mut self.heard));
        let changes = self.follower.glance(&call);
        let changes = changes.unwrap_or_else(|| self.follower.look());
        if !changes.is_empty() {
            self.read(&changes);
        }
        self.state.clone()
    }

    /// The site as it is after reading what changed anywhere.
    pub(super) fn live(&mut self) -> State {
        self.heard.clear();
        loop {
            let changes = self.follower.look();
            if changes.is_empty() {
                return self.state.clone();
            }
            self.read(&changes);
        }
    }

    fn read(&mut self, changes: &Changes) {
        let result = self.follower.read(changes, &mut Stages::new(true));
        self.state = State::of(result, self.folder.path());
    }

    /// The site as a clean build makes it; states that come up again are not built again.
    pub(super) fn clean(&self) -> State {
        static KNOWN: Mutex<BTreeMap<u128, State>> = Mutex::new(BTreeMap::new());
        let key = inputs(self.folder.path());
        let known = KNOWN.lock().expect("no poison").get(&key).cloned();
        known.unwrap_or_else(|| {
            let built = Workspace::open(given(self.folder.path()))
                .map_err(Broken::Config)
                .and_then(|mut workspace| workspace.refresh(&Changes::default(), &mut Stages::new(true)));
            let state = State::of(built, self.folder.path());
            KNOWN.lock().expect("no poison").insert(key, state.clone());
            state
        })
    }
}

impl State {
    /// A state without the way to the site's own folder, so that states of different sites can be compared.
    fn of(result: Result<Built, Broken>, folder: &Path) -> State {
        let nowhere = |text: &str| text.replace(&folder.display().to_string(), "");
        let mut problems = Vec::new();
        let pages = result.and_then(|built| {
            problems.clone_from(&built.loaded.problems);
            let site = site::Site {
                catalog: &built.loaded.catalog,
                settings: &built.loaded.settings,
                templates: &built.templates,
            };
            let pages = Mutex::new(BTreeMap::new());
            let take = |file: site::Rendered| {
                let hash = xxh3_128(&file.bytes);
                pages
                    .lock()
                    .expect("no poison")
                    .insert(file.route.to_string(), hash);
            };
            site::render(&site, take).map_err(Broken::Pages)?;
            Ok(pages.into_inner().expect("no poison"))
        });
        State {
            pages: pages.map_err(|broken| nowhere(&format!("{:?}", broken.remarks()))),
            problems: nowhere(&format!("{problems:?}")),
        }
    }

    /// The first thing in which two states differ.
    pub(super) fn difference(&self, other: &State) -> Option<String> {
        if self.problems != other.problems {
            return Some(format!("problems: {} / {}", self.problems, other.problems));
        }
        match (&self.pages, &other.pages) {
            (Ok(live), Ok(clean)) => {
                let routes = live.keys().chain(clean.keys());
                let differs = |route: &&String| live.get(*route) != clean.get(*route);
                routes.into_iter().find(differs).cloned()
            }
            (live, clean) => {
                (live != clean).then(|| format!("{:?} / {:?}", live.as_ref().err(), clean.as_ref().err()))
            }
        }
    }
}

fn given(folder: &Path) -> Given {
    Given {
        file: folder.join("site.toml"),
        out: None,
        base_url: None,
        home: None,
        include_set_aside: false,
        with_private: false,
        minify: false,
    }
}

fn open(folder: &Path) -> Workspace {
    Workspace::open(given(folder)).unwrap_or_else(|error| panic!("{error}"))
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    fs::write(path, text).expect("a file");
}

/// Stands for every path and byte below a folder.
fn inputs(folder: &Path) -> u128 {
    let mut text = Vec::new();
    for entry in walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .flatten()
    {
        let path = entry.path().strip_prefix(folder).expect("below the folder");
        text.extend(path.as_os_str().as_encoded_bytes());
        text.push(0);
        text.extend(fs::read(entry.path()).unwrap_or_default());
        text.push(0);
    }
    xxh3_128(&text)
}
