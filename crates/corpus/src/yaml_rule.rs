//! What all vendors that write YAML share: from a file to the vendor's raw structure.

use serde::de::DeserializeOwned;

use crate::text_file::TextFile;
use crate::{Problem, fence};

/// Parses a file of one document.
pub(crate) fn parse<T: DeserializeOwned>(file: &TextFile) -> Result<T, Problem> {
    fence::check(file)?;
    serde_yaml::from_str(&file.text).map_err(|error| problem(file, &error))
}

fn problem(file: &TextFile, error: &serde_yaml::Error) -> Problem {
    let problem = Problem::error(&file.path, format!("not a rule: {error}"));
    match error.location() {
        Some(place) => {
            let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            problem.at_line(&file.text, narrow(place.line()), narrow(place.column()))
        }
        None => problem,
    }
}
