//! How long the stages of a run took, and showing that something is going on.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Runs stages, one after the other, and remembers their times.
pub(crate) struct Stages {
    times: Vec<(&'static str, Duration)>,
    started: Instant,
    bar: Option<ProgressBar>,
}

impl Stages {
    /// Shows a spinner on a terminal unless asked to be quiet.
    pub(crate) fn new(quiet: bool) -> Self {
        let shows = !quiet && std::io::stderr().is_terminal() && std::env::var_os("CI").is_none();
        let bar = shows.then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Stages {
            times: Vec::new(),
            started: Instant::now(),
            bar,
        }
    }

    /// Runs a stage.
    pub(crate) fn run<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        if let Some(bar) = &self.bar {
            bar.set_message(name);
        }
        let start = Instant::now();
        let result = work();
        self.times.push((name, start.elapsed()));
        result
    }

    /// Takes the spinner off, so that something can be printed.
    pub(crate) fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    /// Stages and their times, in order.
    pub(crate) fn times(&self) -> &[(&'static str, Duration)] {
        &self.times
    }

    /// Since the first stage began.
    pub(crate) fn total(&self) -> Duration {
        self.started.elapsed()
    }
}
