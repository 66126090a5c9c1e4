//! What all suites measure with: the program, the site, how often.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::options::Options;
use super::project::Project;
use super::{Failure, child, tell};

/// Where the program with minifying is looked for. It takes minutes to compile, so it is not built for a measurement:
/// `cargo build --release --features minify --target-dir target/minify`.
const WITH_MINIFY: &str = "target/minify/release/gen";

/// A stand for measurements.
pub(super) struct Stand {
    pub(super) root: PathBuf,
    pub(super) project: Project,
    pub(super) runs: usize,
    pub(super) only: Vec<String>,
    pub(super) generator: PathBuf,
    /// The program with minifying, if it was built.
    pub(super) minifier: Option<PathBuf>,
}

impl Stand {
    pub(super) fn open(root: &Path, options: &Options) -> Result<Stand, Failure> {
        let generator = match &options.generator {
            Some(file) => file.clone(),
            None => build(root)?,
        };
        Ok(Stand {
            root: root.to_owned(),
            project: Project::open(root, options.corpora.as_deref())?,
            runs: options.runs.max(1),
            only: options.only.clone(),
            generator,
            minifier: Some(root.join(WITH_MINIFY)).filter(|it| it.is_file()),
        })
    }

    /// A command of `gen` on the site.
    pub(super) fn generate(&self, command: &str) -> Command {
        self.with(&self.generator, command)
    }

    /// A command of another build of `gen` on the site.
    pub(super) fn with(&self, program: &Path, command: &str) -> Command {
        let mut it = Command::new(program);
        it.args([command, "--message-format", "json", "--config"])
            .arg(self.project.config());
        it
    }

    /// What was measured, where, for the head of a table.
    pub(super) fn described(&self) -> String {
        format!(
            "{} {} of {}, {}",
            self.runs,
            if self.runs == 1 { "round" } else { "rounds" },
            self.project.name,
            machine()
        )
    }
}

/// Builds the program as it is released.
fn build(root: &Path) -> Result<PathBuf, Failure> {
    tell("building gen");
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(root)
        .args(["build", "--release", "--package", "gen"]);
    child::succeed(&mut command)?;
    Ok(root.join("target/release/gen"))
}

/// The machine, in general terms.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let gigabytes = kilobytes(&memory, "MemTotal:").map_or(0, |kb| kb.div_ceil(1 << 20));
    let model = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = model
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or("unknown processor", |(_, model)| model.trim());
    format!(
        "on {cores} threads of {model}, {gigabytes} GiB, {}",
        std::env::consts::OS
    )
}

/// A line of `/proc/meminfo`.
pub(super) fn kilobytes(text: &str, key: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(key))?;
    line.split_whitespace().next()?.parse().ok()
}
