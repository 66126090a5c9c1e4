//! Results as Markdown: printed, and kept in the documentation.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::Failure;

/// A table under a title.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// Names the part of the documentation that it replaces.
    pub(super) key: &'static str,
    /// What was measured and how, in a sentence or two above the table.
    pub(super) note: String,
    pub(super) head: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(key: &'static str, note: String, head: &[&'static str]) -> Table {
        Table {
            key,
            note,
            head: head.to_vec(),
            rows: Vec::new(),
        }
    }

    /// The table as Markdown; all columns but the first hold numbers.
    pub(super) fn markdown(&self) -> String {
        let mut text = format!("{}\n\n| {} |\n|", self.note, self.head.join(" | "));
        for column in 0..self.head.len() {
            text.push_str(if column == 0 { " --- |" } else { " ---: |" });
        }
        text.push('\n');
        for row in &self.rows {
            // Writing to a string does not fail.
            let _ = writeln!(text, "| {} |", row.join(" | "));
        }
        text
    }

    /// Puts the table in the place of the one that a file keeps between two comments.
    pub(super) fn keep(&self, file: &Path) -> Result<(), Failure> {
        let failed = |error| Failure::new(format!("{}: {error}", file.display()));
        let text = fs::read_to_string(file).map_err(failed)?;
        let new = replaced(&text, self.key, &self.markdown()).ok_or_else(|| {
            let key = self.key;
            Failure::new(format!("{}: there is no place <!-- {key} -->", file.display()))
        })?;
        fs::write(file, new).map_err(failed)
    }
}

/// A text with what stands between the comments of a key replaced.
fn replaced(text: &str, key: &str, by: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- {key} -->\n"), format!("<!-- /{key} -->"));
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{by}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::{Table, replaced};

    #[test]
    fn only_its_own_part_is_replaced() {
        let text = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n<!-- y -->\n<!-- /y -->\n";
        let new = replaced(text, "x", "new").expect("the place exists");
        assert_eq!(
            new,
            "a\n<!-- x -->\n\nnew\n<!-- /x -->\nb\n<!-- y -->\n<!-- /y -->\n"
        );
        assert_eq!(replaced(text, "z", "new"), None);
    }

    #[test]
    fn a_table_is_markdown() {
        let mut table = Table::new("x", "Note.".to_owned(), &["what", "s"]);
        table.rows.push(vec!["cold".to_owned(), "1.0".to_owned()]);
        assert_eq!(
            table.markdown(),
            "Note.\n\n| what | s |\n| --- | ---: |\n| cold | 1.0 |\n"
        );
    }
}
