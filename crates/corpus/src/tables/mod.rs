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
mod words;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use include_dir::{Dir, include_dir};

use rule::Level;
use rule::knowledge::{Attack, Tables};

use crate::{Problem, ProblemCode};
use sheet::Sheet;

/// The tables that come with the program.
static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../content/data");

/// Reads the tables that come with the program; a file of the folder takes the place of the one of its name or
/// comes on top. The folder need not exist. ATT&CK is `None` if it has no techniques.
pub fn read_tables(folder: &Path) -> (Tables, Option<Attack>, Vec<Problem>) {
    let mut reader = Reader {
        folder,
        problems: Vec::new(),
    };
    let tables = Tables {
        fields: fields::read(&mut reader),
        events: events::read(&mut reader),
        log_sources: log_sources::read(&mut reader),
        words: words::read(&mut reader),
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
        let shipped = SHIPPED.get_dir(folder).into_iter().flat_map(Dir::files);
        let shipped = shipped.filter_map(|file| Some(file.path().file_name()?.to_str()?.to_owned()));
        let mut names: BTreeSet<String> = shipped.collect();
        match fs::read_dir(self.folder.join(folder)) {
            Ok(entries) => {
                names.extend(entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.tell(folder, 0, Level::Warning, format!("cannot be read: {error}")),
        }
        names
            .iter()
            .filter_map(|name| Some(name.strip_suffix(".tsv")?.to_owned()))
            .collect()
    }

    /// The text of a file; nothing, and a problem, if it cannot be read.
    fn text(&mut self, path: &str) -> Cow<'static, str> {
        match fs::read_to_string(self.folder.join(path)) {
            Ok(text) => return Cow::Owned(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.tell(path, 0, Level::Warning, format!("cannot be read: {error}")),
        }
        let shipped = SHIPPED.get_file(path).and_then(include_dir::File::contents_utf8);
        Cow::Borrowed(shipped.unwrap_or_default())
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
            code: ProblemCode::DataTable,
            level,
            message,
            help: None,
            excerpt: None,
        });
    }
}

#[cfg(test)]
mod tests;
