//! The data tables: which field means what, which events there are, which log source stands for which event, and
//! enough of ATT&CK for a build without a bundle.
//!
//! A table is a text file of one row a line, its cells parted by tabs, its columns named in the first line, `#`
//! before a comment. The folder's README tells analysts what the columns mean. A row that cannot be used is a
//! problem with its line; it costs no other row.

mod attack;
mod events;
mod fields;
mod log_sources;
mod sheet;

use std::fs;
use std::path::Path;

use rule::Level;
use rule::knowledge::{Attack, Tables};

use crate::Problem;
use sheet::Sheet;

/// Reads the tables of a folder. What is missing stays empty; ATT&CK is `None` if it has no techniques.
pub fn read_tables(folder: &Path) -> (Tables, Option<Attack>, Vec<Problem>) {
    let mut reader = Reader {
        folder,
        problems: Vec::new(),
    };
    let tables = Tables {
        fields: fields::read(&mut reader),
        events: events::read(&mut reader),
        log_sources: log_sources::read(&mut reader),
    };
    let attack = attack::read(&mut reader);
    (tables, attack, reader.problems)
}

/// Reads files of the folder and collects what is wrong with them.
struct Reader<'a> {
    folder: &'a Path,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    /// The names of the tables in a folder, without their ending, sorted.
    fn names(&mut self, folder: &str) -> Vec<String> {
        let entries = match fs::read_dir(self.folder.join(folder)) {
            Ok(entries) => entries,
            Err(error) => {
                self.tell(folder, 0, Level::Warning, format!("cannot be read: {error}"));
                return Vec::new();
            }
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names
            .filter_map(|name| Some(name.strip_suffix(".tsv")?.to_owned()))
            .collect();
        names.sort();
        names
    }

    /// The text of a file; nothing, and a problem, if it cannot be read.
    fn text(&mut self, path: &str) -> String {
        match fs::read_to_string(self.folder.join(path)) {
            Ok(text) => text,
            Err(error) => {
                self.tell(path, 0, Level::Warning, format!("cannot be read: {error}"));
                String::new()
            }
        }
    }

    /// Calls `row` for every row of a table with the cells of the named columns. A complaint that comes back
    /// becomes a problem.
    fn rows<const N: usize>(
        &mut self,
        path: &str,
        columns: [&str; N],
        mut row: impl FnMut([&str; N]) -> Result<(), String>,
    ) {
        let text = self.text(path);
        if text.is_empty() {
            return;
        }
        let sheet = match Sheet::new(&text, columns) {
            Ok(sheet) => sheet,
            Err(message) => return self.tell(path, 1, Level::Error, message),
        };
        for (line, cells) in sheet {
            if let Err(message) = cells.and_then(&mut row) {
                self.tell(path, line, Level::Error, message);
            }
        }
    }

    fn tell(&mut self, path: &str, line: u32, level: Level, message: String) {
        self.problems.push(Problem {
            source: "data".to_owned(),
            path: path.to_owned(),
            line,
            column: 0,
            level,
            message,
            help: None,
            excerpt: None,
        });
    }
}

#[cfg(test)]
mod tests;
