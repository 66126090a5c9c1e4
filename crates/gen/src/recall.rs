//! What the last build was made from, so that a build of the same is known to be right without reading any rule.
//!
//! A file beside the output folder holds a hash of everything that a build depends on (this program, the
//! configuration, the bytes of all inputs), what the folder says of every file that was written, and what the build
//! had to say. It is believed only whole, and only while all of that is as it was; without it, a build does its work.

use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use site::output;
use xxhash_rust::xxh3::{Xxh3Default, xxh3_128};

use crate::cli::{BuildArgs, Cli};
use crate::config::Config;
use crate::live::{Roots, input_files};

/// A hash of everything that the next build depends on.
pub(crate) struct Recall {
    file: PathBuf,
    inputs: u128,
}

/// What the last build of the same had to say.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Recalled {
    inputs: String,
    outputs: String,
    /// Its remarks, each as one line of JSON.
    pub(crate) remarks: Vec<String>,
    /// Its summary.
    pub(crate) summary: Value,
}

impl Recall {
    /// Reads all inputs. There is nothing to recall for a build that is asked for more than the site.
    pub(crate) fn new(cli: &Cli, args: &BuildArgs, config: &Config) -> Option<Recall> {
        if args.strict || args.since.is_given() {
            return None;
        }
        let mut hasher = Xxh3Default::new();
        let program = std::env::current_exe().and_then(fs::read).ok()?;
        hasher.write(&program);
        hasher.write(format!("{config:?}{}{:?}", cli.include_set_aside, args.max_size).as_bytes());
        let files = input_files(&Roots::of(&cli.config, config, &config.out));
        let hashes: Vec<Option<u128>> = files
            .par_iter()
            .with_max_len(64)
            .map(|path| fs::read(path).ok().map(|bytes| xxh3_128(&bytes)))
            .collect();
        for (path, hash) in files.iter().zip(hashes) {
            hasher.write(path.as_os_str().as_encoded_bytes());
            hasher.write(format!("{hash:?}").as_bytes());
        }
        Some(Recall {
            file: beside(&config.out)?,
            inputs: hasher.digest128(),
        })
    }

    /// What the last build said, if it was made from the same and nobody touched its files.
    pub(crate) fn recalled(&self, out: &Path) -> Option<Recalled> {
        let text = fs::read_to_string(&self.file).ok()?;
        let (sum, text) = text.split_once('\n')?;
        if sum != format!("{:032x}", xxh3_128(text.as_bytes())) {
            return None;
        }
        let recalled: Recalled = serde_json::from_str(text).ok()?;
        let same_inputs = recalled.inputs == format!("{:032x}", self.inputs);
        (same_inputs && recalled.outputs == outputs(out)?).then_some(recalled)
    }

    /// Remembers a build. What cannot be written is not remembered.
    pub(crate) fn remember(&self, out: &Path, remarks: Vec<String>, summary: Value) {
        let Some(outputs) = outputs(out) else {
            return;
        };
        let recalled = Recalled {
            inputs: format!("{:032x}", self.inputs),
            outputs,
            remarks,
            summary,
        };
        // Strings and numbers always serialise.
        let text = serde_json::to_string(&recalled).unwrap_or_default();
        let sum = xxh3_128(text.as_bytes());
        let _ = fs::write(&self.file, format!("{sum:032x}\n{text}"));
    }
}

/// A hidden neighbour of the output folder.
fn beside(out: &Path) -> Option<PathBuf> {
    let name = out.file_name()?.to_string_lossy();
    Some(out.with_file_name(format!(".{name}.gen-last")))
}

/// A hash of what the folder says of all files of the site; nothing if it is not whole.
fn outputs(out: &Path) -> Option<String> {
    let files = output::written(out)?;
    let stamps: Option<Vec<String>> = files
        .par_iter()
        .with_max_len(256)
        .map(|name| {
            let metadata = fs::symlink_metadata(out.join(name)).ok()?;
            Some(format!(
                "{name} {} {:?} {}",
                metadata.len(),
                metadata.modified().ok()?,
                changed(&metadata)
            ))
        })
        .collect();
    let mut hasher = Xxh3Default::new();
    for stamp in stamps? {
        hasher.write(stamp.as_bytes());
    }
    Some(format!("{:032x}", hasher.digest128()))
}

/// When and where the file was last put: set by the system alone.
#[cfg(unix)]
fn changed(metadata: &fs::Metadata) -> String {
    use std::os::unix::fs::MetadataExt;
    format!(
        "{}.{} {}",
        metadata.ctime(),
        metadata.ctime_nsec(),
        metadata.ino()
    )
}

#[cfg(not(unix))]
fn changed(_: &fs::Metadata) -> String {
    String::new()
}
